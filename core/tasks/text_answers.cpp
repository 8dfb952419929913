#include "core/tasks/text_answers.h"

#include "core/base/utf8.h"

#include <array>
#include <clocale>
#include <cwctype>
#include <utility>

namespace ttt {

namespace {

// The next character of UTF-8 text; a byte that begins none stands for itself with length 1 and a
// code above all characters.
struct Character {
    char32_t code = 0;
    size_t length = 1;
};
constexpr char32_t kNoCharacter = 0x110000;

Character characterAt(std::string_view text, size_t at) {
    const size_t length = utf8CharacterLength(text.substr(at));
    if (length == 0) return {kNoCharacter, 1};
    return {utf8CodePoint(text.substr(at, length)), length};
}

// As Python's str.isspace.
bool isSpace(char32_t code) {
    if (code >= 0x09 && code <= 0x0D) return true;
    if (code >= 0x1C && code <= 0x20) return true;
    if (code >= 0x2000 && code <= 0x200A) return true;
    constexpr std::array<char32_t, 8> kOthers{0x85,   0xA0,   0x1680, 0x2028,
                                              0x2029, 0x202F, 0x205F, 0x3000};
    for (const char32_t other : kOthers) {
        if (code == other) return true;
    }
    return false;
}

// The C library's table of characters, whatever the user's locale is.
class CharacterTable {
public:
    CharacterTable() : locale_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {}
    ~CharacterTable() {
        if (locale_ != nullptr) freelocale(locale_);
    }
    CharacterTable(const CharacterTable&) = delete;
    CharacterTable& operator=(const CharacterTable&) = delete;

    char32_t lower(char32_t code) const {
        if (code < 0x80 || locale_ == nullptr) {
            return code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code;
        }
        return static_cast<char32_t>(towlower_l(static_cast<wint_t>(code), locale_));
    }
    bool isCased(char32_t code) const {
        return locale_ != nullptr && (iswlower_l(static_cast<wint_t>(code), locale_) != 0 ||
                                      iswupper_l(static_cast<wint_t>(code), locale_) != 0);
    }

private:
    locale_t locale_;
};

const CharacterTable& characters() {
    static const CharacterTable table;
    return table;
}

// Where the first character that is (or is not) white space begins, from `at` on.
size_t findSpace(std::string_view text, size_t at, bool wanted) {
    while (at < text.size()) {
        const Character character = characterAt(text, at);
        if (isSpace(character.code) == wanted) return at;
        at += character.length;
    }
    return text.size();
}

// In front of a hyphen or full stop, the whole text where there is none.
std::string_view before(std::string_view text, char mark) {
    return text.substr(0, text.find(mark));
}

} // namespace

std::string strippedText(std::string_view text) {
    const size_t first = findSpace(text, 0, false);
    size_t end = first;
    for (size_t at = first; at < text.size();) {
        const Character character = characterAt(text, at);
        at += character.length;
        if (!isSpace(character.code)) end = at;
    }
    return std::string(text.substr(first, end - first));
}

std::string lowerCase(std::string_view text) {
    constexpr char32_t kSigma = 0x3A3;
    constexpr char32_t kFinalSigma = 0x3C2;
    constexpr char32_t kDottedI = 0x130; // becomes an i and a combining dot
    std::string lower;
    bool inWord = false;
    for (size_t at = 0; at < text.size();) {
        const Character character = characterAt(text, at);
        const size_t next = at + character.length;
        const bool atEnd =
            next >= text.size() || !characters().isCased(characterAt(text, next).code);
        if (character.code == kNoCharacter) {
            lower += text[at];
        } else if (character.code == kSigma && inWord && atEnd) {
            appendUtf8(kFinalSigma, lower);
        } else if (character.code == kDottedI) {
            lower += "i\xCC\x87";
        } else {
            appendUtf8(characters().lower(character.code), lower);
        }
        inWord = character.code != kNoCharacter && characters().isCased(character.code);
        at = next;
    }
    return lower;
}

std::string extractAnswer(std::string_view raw, AnswerKind kind) {
    const std::string text = lowerCase(strippedText(raw));
    if (kind == AnswerKind::Text) return text;
    if (kind == AnswerKind::Line) return strippedText(before(text, '\n'));
    if (kind == AnswerKind::Sequence) {
        return std::string(before(before(before(text, '\n'), '-'), '.'));
    }
    const std::string_view all = text;
    std::string word(before(all.substr(0, findSpace(text, 0, true)), '.'));
    if (kind == AnswerKind::Letter && !word.empty() && word[0] != '(') {
        word = "(" + word.substr(0, characterAt(word, 0).length) + ")";
    }
    return word;
}

bool isSameText(std::string_view answer, std::string_view target) {
    return lowerCase(strippedText(answer)) == lowerCase(strippedText(target));
}

bool isRightAnswer(const Value& answer, const Value& truth) {
    const std::string* text = std::get_if<std::string>(&answer);
    const std::string* target = std::get_if<std::string>(&truth);
    if (text != nullptr && target != nullptr) return isSameText(*text, *target);
    return answer == truth;
}

} // namespace ttt
