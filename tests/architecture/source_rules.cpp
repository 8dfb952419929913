#include "tests/architecture/source_rules.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <sstream>

namespace ttt::test {

namespace fs = std::filesystem;

namespace {

struct Include {
    std::string target;
    bool quoted = false;
};

std::optional<Include> parseInclude(const std::string& line) {
    static const std::regex pattern(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
    std::smatch match;
    if (!std::regex_search(line, match, pattern)) return std::nullopt;
    return Include{match[2], match[1] == "\""};
}

bool matches(const std::string& target, const char* pattern) {
    return std::regex_search(target, std::regex(pattern));
}
bool isTorch(const std::string& target) { return matches(target, "^(torch|ATen|c10|caffe2)/"); }
bool isQt(const std::string& target) {
    return matches(target, "^(Qt?[A-Z]|qcustomplot|q[a-z]+\\.h)");
}
bool isCuda(const std::string& target) { return matches(target, "^(cuda|cublas|cub/|mma\\.h)"); }
bool isMoc(const std::string& target) { return matches(target, "\\.moc$|^moc_.*\\.cpp$"); }

bool isInside(const std::string& path, const std::string& folder) {
    return path.starts_with(folder + "/");
}

// The longest folder of the rules that holds the file: core/synth for core/synth/move/x.cpp.
const std::pair<const std::string, FolderRule>* ruleOf(const std::string& path,
                                                       const TreeRules& rules) {
    const std::pair<const std::string, FolderRule>* best = nullptr;
    for (const auto& entry : rules.folders) {
        if (isInside(path, entry.first) && (!best || entry.first.size() > best->first.size())) {
            best = &entry;
        }
    }
    return best;
}

// Why this include is not allowed; empty if it is.
std::string brokenRule(const SourceFile& file, const Include& include, const std::string& folder,
                       const FolderRule& rule) {
    const std::string& target = include.target;
    if (isTorch(target)) {
        if (rule.torch == "nowhere") return folder + " may not include torch";
        if (rule.torch == "sources" && file.isHeader()) {
            return "headers of " + folder + " may not include torch";
        }
        return {};
    }
    if (isQt(target)) return rule.qt ? "" : folder + " may not include Qt";
    if (isCuda(target)) return rule.cuda ? "" : folder + " may not include CUDA";
    if (!include.quoted || isMoc(target)) return {};
    if (!matches(target, "^(core|ui|app)/")) {
        return "own headers are included by their path from the repository's root";
    }
    const auto holdsTarget = [&](const std::string& allowed) { return isInside(target, allowed); };
    if (holdsTarget(folder) || std::ranges::any_of(rule.mayInclude, holdsTarget)) return {};
    return folder + " may not include " + fs::path(target).parent_path().string();
}

std::string at(const SourceFile& file, size_t line) {
    return file.path + ":" + std::to_string(line + 1) + ": ";
}

} // namespace

std::vector<SourceFile> readSources(const fs::path& root, const std::vector<std::string>& folders) {
    std::vector<SourceFile> files;
    for (const std::string& folder : folders) {
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            const std::string extension = entry.path().extension();
            if (extension != ".h" && extension != ".cpp" && extension != ".cu") continue;
            SourceFile file{fs::relative(entry.path(), root).string(), {}};
            std::ifstream stream(entry.path());
            for (std::string line; std::getline(stream, line);) file.lines.push_back(line);
            files.push_back(std::move(file));
        }
    }
    std::ranges::sort(files, {}, &SourceFile::path);
    return files;
}

TreeRules readTreeRules(const fs::path& file) {
    std::ifstream stream(file);
    const auto document = nlohmann::json::parse(stream);
    TreeRules rules;
    for (const auto& [folder, entry] : document.at("folders").items()) {
        rules.folders[folder] = {entry.at("may_include"), entry.value("torch", "nowhere"),
                                 entry.value("qt", false), entry.value("cuda", false)};
    }
    const auto& limits = document.at("limits");
    rules.headerLines = limits.at("header_lines");
    rules.sourceLines = limits.at("source_lines");
    rules.functionLines = limits.at("function_lines");
    rules.unitsPerFolder = limits.at("units_per_folder");
    rules.unitsPerFolderOf = limits.at("units_per_folder_of");
    rules.tables = document.at("functions_that_are_tables");
    return rules;
}

std::vector<std::string> findBrokenIncludes(const std::vector<SourceFile>& files,
                                            const TreeRules& rules) {
    std::vector<std::string> broken;
    for (const SourceFile& file : files) {
        const auto* rule = ruleOf(file.path, rules);
        if (!rule) {
            broken.push_back(file.path + ":1: its folder has no row in allowed_includes.json");
            continue;
        }
        for (size_t i = 0; i < file.lines.size(); ++i) {
            const auto include = parseInclude(file.lines[i]);
            if (!include) continue;
            const std::string why = brokenRule(file, *include, rule->first, rule->second);
            if (!why.empty()) broken.push_back(at(file, i) + why + " (" + include->target + ")");
        }
    }
    return broken;
}

std::vector<std::string> findTorchMeetsQt(const std::vector<SourceFile>& files) {
    struct Reach {
        bool torch = false;
        bool qt = false;
    };
    std::map<std::string, const SourceFile*> byPath;
    for (const SourceFile& file : files) byPath[file.path] = &file;
    std::map<std::string, Reach> known;
    const std::function<Reach(const std::string&)> reachOf = [&](const std::string& path) {
        if (const auto found = known.find(path); found != known.end()) return found->second;
        known[path] = {}; // ends the recursion where headers include each other
        Reach reach;
        const auto file = byPath.find(path);
        if (file == byPath.end()) return reach;
        for (const std::string& line : file->second->lines) {
            const auto include = parseInclude(line);
            if (!include) continue;
            const Reach below = include->quoted ? reachOf(include->target) : Reach{};
            reach.torch = reach.torch || below.torch || isTorch(include->target);
            reach.qt = reach.qt || below.qt || isQt(include->target);
        }
        return known[path] = reach;
    };
    std::vector<std::string> broken;
    for (const SourceFile& file : files) {
        const Reach reach = reachOf(file.path);
        if (reach.torch && reach.qt) broken.push_back(file.path + ":1: includes torch and Qt");
    }
    return broken;
}

namespace {

size_t indentOf(const std::string& line) { return line.find_first_not_of(' '); }

bool isTypeOrNamespace(const std::string& line) {
    return matches(line, "^ *(template|namespace|struct|class|enum|union|extern \"C\")\\b");
}

// Functions at one indentation between two lines; bodies end with a brace alone at that depth.
void findLongFunctions(const SourceFile& file, size_t begin, size_t end, size_t indent,
                       const TreeRules& rules, std::vector<std::string>& broken) {
    size_t start = begin;
    for (size_t i = begin; i < end; ++i) {
        const std::string& line = file.lines[i];
        if (indentOf(line) != indent) continue;
        const std::string text = line.substr(indent);
        if (text == "};" && matches(file.lines[start], "^ *(struct|class)\\b")) {
            findLongFunctions(file, start + 1, i, indent + 4, rules, broken);
        } else if (text == "}" && !isTypeOrNamespace(file.lines[start])) {
            const bool table = std::ranges::any_of(rules.tables, [&](const std::string& name) {
                return file.lines[start].find(" " + name + "(") != std::string::npos;
            });
            if (const size_t lines = i - start + 1; lines > rules.functionLines && !table) {
                broken.push_back(at(file, start) + "a function of " + std::to_string(lines) +
                                 " lines; the limit is " + std::to_string(rules.functionLines));
            }
        } else if (!text.starts_with("}") && !text.starts_with("//") && !text.starts_with("#")) {
            start = i;
        }
    }
}

// A unit is a header with its source; the CPU and CUDA versions of an operation belong to it.
std::string unitOf(const std::string& path) {
    const std::string stem = fs::path(path).replace_extension().string();
    return std::regex_replace(stem, std::regex("_(cpu|cuda)$"), "");
}

void findCrowdedFolders(const std::vector<SourceFile>& files, const TreeRules& rules,
                        std::vector<std::string>& broken) {
    std::map<std::string, std::set<std::string>> units;
    for (const SourceFile& file : files) {
        units[fs::path(file.path).parent_path().string()].insert(unitOf(file.path));
    }
    for (const auto& [folder, names] : units) {
        size_t limit = rules.unitsPerFolder;
        for (const auto& [parent, own] : rules.unitsPerFolderOf) {
            if (isInside(folder + "/", parent)) limit = own;
        }
        if (names.size() > limit) {
            broken.push_back(folder + ": " + std::to_string(names.size()) +
                             " units; the limit is " + std::to_string(limit));
        }
    }
}

} // namespace

std::vector<std::string> findOversized(const std::vector<SourceFile>& files,
                                       const TreeRules& rules) {
    std::vector<std::string> broken;
    for (const SourceFile& file : files) {
        const size_t limit = file.isHeader() ? rules.headerLines : rules.sourceLines;
        if (file.lines.size() > limit) {
            broken.push_back(file.path + ": " + std::to_string(file.lines.size()) +
                             " lines; the limit is " + std::to_string(limit));
        }
        findLongFunctions(file, 0, file.lines.size(), 0, rules, broken);
    }
    findCrowdedFolders(files, rules, broken);
    return broken;
}

std::vector<std::string> findUnlistedSources(const std::vector<SourceFile>& files,
                                             const fs::path& root) {
    std::vector<std::string> broken;
    for (const SourceFile& file : files) {
        if (file.isHeader()) continue;
        bool listed = false;
        for (fs::path folder = fs::path(file.path).parent_path(); !folder.empty();
             folder = folder.parent_path()) {
            std::ifstream stream(root / folder / "CMakeLists.txt");
            const std::string text(std::istreambuf_iterator<char>(stream), {});
            const std::string name = fs::relative(file.path, folder).string();
            listed = listed ||
                     std::regex_search(text, std::regex("(^|[\\s(/])" + name + "([\\s)\"]|$)"));
        }
        if (!listed) broken.push_back(file.path + ": no CMakeLists.txt names it");
    }
    return broken;
}

} // namespace ttt::test
