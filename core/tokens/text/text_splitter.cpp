#define PCRE2_CODE_UNIT_WIDTH 8
#include "core/tokens/text/text_splitter.h"

#include "core/base/error.h"
#include "core/base/utf8.h"

#include <pcre2.h>

namespace ttt {

namespace {

constexpr size_t kMaxPatternBytes = 1 << 14;
constexpr uint32_t kMatchLimit = 1'000'000; // of backtracking, so that no pattern runs for ever

struct FreeCode {
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct FreeMatch {
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};
struct FreeContext {
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};

std::string messageOf(int code) {
    PCRE2_UCHAR text[256];
    const int length = pcre2_get_error_message(code, text, sizeof text);
    if (length < 0) return "error " + std::to_string(code);
    return {reinterpret_cast<const char*>(text), static_cast<size_t>(length)};
}

pcre2_code* compile(const std::string& pattern, const std::string& place) {
    if (pattern.size() > kMaxPatternBytes) {
        throw Error(ErrorKind::BadInput, place,
                    "found a pattern of " + std::to_string(pattern.size()) + " bytes");
    }
    int problem = 0;
    PCRE2_SIZE where = 0;
    pcre2_code* code =
        pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                      PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &problem, &where, nullptr);
    if (code == nullptr) {
        throw Error(ErrorKind::BadInput, place,
                    "the pattern \"" + pattern + "\" does not compile: " + messageOf(problem) +
                        " at byte " + std::to_string(where));
    }
    // Without it the patterns are interpreted, which is slower and gives the same.
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    return code;
}

} // namespace

struct TextSplitter::Pattern {
    std::unique_ptr<pcre2_code, FreeCode> code;
};

struct TextSplitter::Work {
    const std::function<void(std::string_view)>& use;
    std::unique_ptr<pcre2_match_context, FreeContext> context;
    std::vector<std::unique_ptr<pcre2_match_data, FreeMatch>> matches; // one a step
};

namespace {

struct Span {
    size_t begin;
    size_t end;
};

// The next match that is not empty, at or after `from`; [size, size) if there is none.
Span findNext(const pcre2_code* code, std::string_view text, size_t from, pcre2_match_data* match,
              pcre2_match_context* context, const std::string& place) {
    const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    constexpr uint32_t kOptions = PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY;
    int count = pcre2_match(code, subject, text.size(), from, kOptions, match, context);
    if (count == PCRE2_ERROR_JIT_STACKLIMIT) {
        count =
            pcre2_match(code, subject, text.size(), from, kOptions | PCRE2_NO_JIT, match, context);
    }
    if (count == PCRE2_ERROR_NOMATCH) return {text.size(), text.size()};
    if (count < 0) {
        throw Error(ErrorKind::BadInput, place,
                    "splitting a text of " + std::to_string(text.size()) +
                        " bytes failed: " + messageOf(count));
    }
    const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(match);
    // \K and look-behind can move a match's start.
    if (ends[0] < from || ends[1] <= ends[0]) return {text.size(), text.size()};
    return {ends[0], ends[1]};
}

} // namespace

TextSplitter::TextSplitter(const std::vector<std::string>& patterns, const std::string& place)
    : place_(place) {
    for (const std::string& pattern : patterns) {
        auto made = std::make_shared<Pattern>();
        made->code.reset(compile(pattern, place));
        patterns_.push_back(std::move(made));
    }
}

void TextSplitter::splitFrom(size_t step, std::string_view text, Work& work) const {
    if (step == patterns_.size()) return work.use(text);
    size_t from = 0;
    while (from < text.size()) {
        const Span found = findNext(patterns_[step]->code.get(), text, from,
                                    work.matches[step].get(), work.context.get(), place_);
        if (found.begin > from) splitFrom(step + 1, text.substr(from, found.begin - from), work);
        if (found.end > found.begin) {
            splitFrom(step + 1, text.substr(found.begin, found.end - found.begin), work);
        }
        from = found.end;
    }
}

void TextSplitter::split(std::string_view text,
                         const std::function<void(std::string_view)>& use) const {
    Work work{use, nullptr, {}};
    work.context.reset(pcre2_match_context_create(nullptr));
    if (work.context) pcre2_set_match_limit(work.context.get(), kMatchLimit);
    for (const auto& pattern : patterns_) {
        work.matches.emplace_back(
            pcre2_match_data_create_from_pattern(pattern->code.get(), nullptr));
        if (!work.matches.back()) throw std::bad_alloc();
    }
    while (!text.empty()) {
        const size_t valid = validUtf8Prefix(text);
        if (valid > 0) splitFrom(0, text.substr(0, valid), work);
        text.remove_prefix(valid);
        if (text.empty()) break;
        use(text.substr(0, 1));
        text.remove_prefix(1);
    }
}

} // namespace ttt
