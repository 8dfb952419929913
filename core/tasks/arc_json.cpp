#include "core/tasks/arc_json.h"

#include "core/base/files.h"
#include "core/base/hash.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr int kMaxDepth = 64;

[[noreturn]] void reject(const std::string& place, const std::string& message) {
    throw Error(ErrorKind::BadInput, place, message);
}

std::string describe(const json& value) {
    const std::string text = value.dump(-1, ' ', true, json::error_handler_t::replace);
    const std::string shown = text.size() > 40 ? text.substr(0, 37) + "..." : text;
    return std::string(value.type_name()) + " " + shown;
}

const json& requireArray(const json& value, const std::string& place, const char* of) {
    if (!value.is_array())
        reject(place, "found " + describe(value) + ", expected an array of " + of);
    return value;
}

// Nesting is checked on the text, before the recursive parser sees it.
void rejectDeepNesting(std::string_view text, const std::string& place) {
    int depth = 0;
    bool inString = false;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\') ++i;
            if (c == '"') inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '[' || c == '{') {
            if (++depth > kMaxDepth) {
                reject(place, "found nesting deeper than " + std::to_string(kMaxDepth) +
                                  " levels at byte " + std::to_string(i));
            }
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
}

uint8_t cellFromJson(const json& cell, const std::string& place) {
    if (!cell.is_number_integer() || cell < 0 || cell >= kColours) {
        reject(place, "found " + describe(cell) + ", expected a colour from 0 to 9");
    }
    return cell.get<uint8_t>();
}

void checkSide(size_t side, const std::string& place, const char* what) {
    if (side < 1 || side > static_cast<size_t>(kMaxSide)) {
        reject(place, "found " + std::to_string(side) + " " + what + ", expected 1 to 30");
    }
}

const json& member(const json& object, const char* key, const std::string& place) {
    if (!object.is_object()) {
        reject(place, "found " + describe(object) + ", expected an object with \"" + key + "\"");
    }
    const auto found = object.find(key);
    if (found == object.end()) reject(place, std::string("the key \"") + key + "\" is missing");
    return *found;
}

} // namespace

json parseJson(std::string_view text, const std::string& place) {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        reject(place, "the file is empty, expected JSON");
    }
    if (const size_t zero = text.find('\0'); zero != std::string_view::npos) {
        reject(place, "not JSON: found a zero byte at " + std::to_string(zero));
    }
    rejectDeepNesting(text, place);
    try {
        return json::parse(text);
    } catch (const json::exception& problem) {
        // "[json.exception.parse_error.101] parse error at line 1, column 2: ..."
        const std::string what = problem.what();
        const size_t start = what.find("] ");
        reject(place, "not JSON: " + (start == std::string::npos ? what : what.substr(start + 2)));
    }
}

std::string stringMember(const json& item, const char* key, const std::string& place) {
    if (!item.is_object() || !item.contains(key)) {
        throw Error(ErrorKind::BadInput, place, std::string("the key \"") + key + "\" is missing");
    }
    if (!item[key].is_string()) {
        throw Error(ErrorKind::BadInput, place + "/" + key,
                    std::string("found a value of type ") + item[key].type_name() +
                        ", expected a text");
    }
    return item[key].get<std::string>();
}

json readJson(const std::filesystem::path& path) {
    return parseJson(readFile(path), path.string());
}

Grid gridFromJson(const json& rows, const std::string& place) {
    requireArray(rows, place, "rows");
    checkSide(rows.size(), place, "rows");
    const size_t width = requireArray(rows[0], place + "/0", "colours").size();
    checkSide(width, place + "/0", "columns");
    Grid grid(static_cast<int>(rows.size()), static_cast<int>(width));
    for (size_t r = 0; r < rows.size(); ++r) {
        const std::string rowPlace = place + "/" + std::to_string(r);
        if (requireArray(rows[r], rowPlace, "colours").size() != width) {
            reject(rowPlace, "found " + std::to_string(rows[r].size()) + " columns, expected " +
                                 std::to_string(width) + " as in row 0");
        }
        for (size_t c = 0; c < width; ++c) {
            grid.at(static_cast<int>(r), static_cast<int>(c)) =
                cellFromJson(rows[r][c], rowPlace + "/" + std::to_string(c));
        }
    }
    return grid;
}

FewShotTask arcTaskFromJson(const json& document, const std::string& place) {
    FewShotTask task;
    const json& train = requireArray(member(document, "train", place), place + ":/train", "pairs");
    if (train.empty()) reject(place + ":/train", "found no pair, expected at least one");
    for (size_t i = 0; i < train.size(); ++i) {
        const std::string pair = place + ":/train/" + std::to_string(i);
        task.examples.push_back({gridFromJson(member(train[i], "input", pair), pair + "/input"),
                                 gridFromJson(member(train[i], "output", pair), pair + "/output")});
    }
    const json& test = requireArray(member(document, "test", place), place + ":/test", "pairs");
    if (test.empty()) reject(place + ":/test", "found no pair, expected at least one");
    for (size_t i = 0; i < test.size(); ++i) {
        const std::string pair = place + ":/test/" + std::to_string(i);
        Query query{gridFromJson(member(test[i], "input", pair), pair + "/input"), {}};
        if (test[i].contains("output")) {
            query.output = gridFromJson(test[i]["output"], pair + "/output");
        }
        task.queries.push_back(std::move(query));
    }
    if (document.contains("edited_from")) {
        task.origin = originFromJson(document["edited_from"], place + ":/edited_from");
    }
    return task;
}

FewShotTask parseArcTask(std::string_view text, const std::string& place) {
    return arcTaskFromJson(parseJson(text, place), place);
}

FewShotTask loadArcTask(const fs::path& path) {
    FewShotTask task = parseArcTask(readFile(path, kMaxTaskFileBytes), path.string());
    task.id = path.stem().string();
    return task;
}

json toJson(const Grid& grid) {
    json rows = json::array();
    for (int r = 0; r < grid.height(); ++r) {
        json row = json::array();
        for (int c = 0; c < grid.width(); ++c) row.push_back(grid.at(r, c));
        rows.push_back(std::move(row));
    }
    return rows;
}

json toJson(const Value& value) {
    if (const Grid* grid = std::get_if<Grid>(&value)) return toJson(*grid);
    return std::get<std::string>(value);
}

Value valueFromJson(const json& value, const std::string& place) {
    if (value.is_string()) return value.get<std::string>();
    return gridFromJson(value, place);
}

json toArcJson(const FewShotTask& task) {
    json document{{"train", json::array()}, {"test", json::array()}};
    for (const Example& example : task.examples) {
        document["train"].push_back(
            {{"input", toJson(example.input)}, {"output", toJson(example.output)}});
    }
    for (const Query& query : task.queries) {
        json pair{{"input", toJson(query.input)}};
        if (query.output) pair["output"] = toJson(*query.output);
        document["test"].push_back(std::move(pair));
    }
    return document;
}

json toJson(const TaskOrigin& origin) {
    return {{"task", origin.task}, {"hash", origin.hash}, {"edits", origin.edits}};
}

TaskOrigin originFromJson(const json& document, const std::string& place) {
    const json& task = member(document, "task", place);
    const json& hash = member(document, "hash", place);
    const json& edits = member(document, "edits", place);
    if (!task.is_string() || !hash.is_string()) {
        reject(place, "found " + describe(document) + ", expected texts \"task\" and \"hash\"");
    }
    if (!edits.is_number_integer() || edits < 0 || edits > 1'000'000'000) {
        reject(place + "/edits", "found " + describe(edits) + ", expected a number of edits");
    }
    return {task.get<std::string>(), hash.get<std::string>(), edits.get<int>()};
}

std::string taskHash(const FewShotTask& task) { return sha256Hex(toArcJson(task).dump()); }

} // namespace ttt
