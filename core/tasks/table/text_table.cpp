#include "core/tasks/table/text_table.h"

#include "core/base/files.h"
#include "core/base/utf8.h"
#include "core/tasks/arc_json.h"
#include "core/tasks/item_draw.h"
#include "core/tasks/reasoned_examples.h"
#include "core/tasks/table/csv_reader.h"
#include "core/tasks/text_answers.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr size_t kMostTableBytes = size_t{16} << 20;
constexpr size_t kMostTextBytes = size_t{64} << 10;
constexpr size_t kMostRows = 100'000;
constexpr size_t kMostChoices = 8; // distinct answers that still are a list to choose from

enum class Split { None, Demonstration, Test };

struct TableRow {
    std::string question;
    std::optional<std::string> answer;
    Split split = Split::None;
    std::string place; // "file.jsonl:12"
};

struct Table {
    std::vector<TableRow> rows;
    TextForm form;
    bool kindGiven = false;
};

Split splitNamed(const std::string& word, const std::string& place) {
    const std::string name = lowerCase(strippedText(word));
    if (name.empty()) return Split::None;
    if (name == "demonstration" || name == "train") return Split::Demonstration;
    if (name == "test") return Split::Test;
    throw Error(ErrorKind::BadInput, place,
                "found the split \"" + word + "\", expected demonstration or test");
}

void requireText(const std::string& text, const char* what, const std::string& place) {
    if (strippedText(text).empty()) {
        throw Error(ErrorKind::BadInput, place, std::string("the ") + what + " is empty");
    }
    if (text.size() > kMostTextBytes) {
        throw Error(ErrorKind::BadInput, place,
                    std::string("found a ") + what + " of " + std::to_string(text.size()) +
                        " bytes, expected at most " + std::to_string(kMostTextBytes));
    }
}

void addRow(Table& table, TableRow row) {
    requireText(row.question, "question", row.place);
    if (row.answer && strippedText(*row.answer).empty()) row.answer.reset();
    if (row.answer) requireText(*row.answer, "answer", row.place);
    if (table.rows.size() == kMostRows) {
        throw Error(ErrorKind::BadInput, row.place,
                    "found more than " + std::to_string(kMostRows) + " rows");
    }
    table.rows.push_back(std::move(row));
}

AnswerKind kindNamed(const std::string& word, const std::string& place) {
    for (const auto& [kind, name] : kAnswerKinds) {
        if (word == name) return kind;
    }
    throw Error(ErrorKind::BadInput, place,
                "found the answer_kind \"" + word +
                    "\", expected word, letter, sequence, line or text");
}

bool isLetterAnswer(const std::string& answer) {
    return answer.size() == 3 && answer.front() == '(' && answer.back() == ')';
}

// The first kind whose rule finds each of the answers in itself.
AnswerKind kindThatReads(const std::vector<std::string>& answers) {
    if (!answers.empty() && std::ranges::all_of(answers, isLetterAnswer)) return AnswerKind::Letter;
    for (const AnswerKind kind : {AnswerKind::Word, AnswerKind::Sequence, AnswerKind::Line}) {
        const bool reads = std::ranges::all_of(answers, [kind](const std::string& answer) {
            return isSameText(extractAnswer(answer, kind), answer);
        });
        if (reads) return kind;
    }
    return AnswerKind::Text;
}

// What the answers look like, where the table does not say it.
void inferForm(Table& table) {
    std::vector<std::string> answers;
    for (const TableRow& row : table.rows) {
        if (row.answer) answers.push_back(strippedText(*row.answer));
    }
    if (!table.kindGiven) table.form.answer = kindThatReads(answers);
    const std::set<std::string> distinct(answers.begin(), answers.end());
    const bool repeated = distinct.size() * 2 <= answers.size();
    if (repeated && distinct.size() >= 2 && distinct.size() <= kMostChoices) {
        table.form.choices = static_cast<int>(distinct.size());
    }
}

Example exampleOf(const TableRow& row) {
    if (!row.answer) {
        throw Error(ErrorKind::BadInput, row.place, "a demonstration needs an answer");
    }
    return {row.question, *row.answer};
}

FewShotTask dividedBySplit(FewShotTask task, const std::vector<TableRow>& rows) {
    for (const TableRow& row : rows) {
        if (row.split == Split::Demonstration) {
            task.examples.push_back(exampleOf(row));
        } else if (row.split == Split::Test || !row.answer) {
            task.queries.push_back(
                {row.question, row.answer ? std::optional<Value>(*row.answer) : std::nullopt});
        } else {
            throw Error(ErrorKind::BadInput, row.place,
                        "found no split, expected demonstration or test as in other rows");
        }
    }
    return task;
}

FewShotTask taskOf(Table table, const std::string& id, const std::string& place) {
    inferForm(table);
    FewShotTask task{id, {}, {}, {}, table.form};
    const std::vector<TableRow>& rows = table.rows;
    const bool split = std::ranges::any_of(
        rows, [](const TableRow& row) { return row.split != Split::None || !row.answer; });
    if (split) {
        const bool named =
            std::ranges::any_of(rows, [](const TableRow& row) { return row.split != Split::None; });
        std::vector<TableRow> divided = rows;
        // Without names, the rows that have an answer show how it is done.
        for (TableRow& row : divided) {
            if (!named && row.answer) row.split = Split::Demonstration;
        }
        task = dividedBySplit(std::move(task), divided);
    } else if (rows.size() > static_cast<size_t>(kReleasedShots)) {
        std::vector<Example> items;
        for (const TableRow& row : rows) items.push_back(exampleOf(row));
        return taskOfItems(std::move(task), items, kReleasedSeed, kReleasedShots);
    } else if (!rows.empty()) {
        for (const TableRow& row : rows) task.examples.push_back(exampleOf(row));
        task.queries.push_back({task.examples.back().input, task.examples.back().output});
        task.examples.pop_back();
    }
    if (task.examples.empty() || task.queries.empty()) {
        throw Error(ErrorKind::BadInput, place,
                    "found " + std::to_string(task.examples.size()) + " demonstrations and " +
                        std::to_string(task.queries.size()) +
                        " questions to ask, expected at least one of each");
    }
    return task;
}

std::optional<std::string> textMember(const json& line, std::initializer_list<const char*> keys,
                                      const std::string& place) {
    for (const char* key : keys) {
        const auto found = line.find(key);
        if (found == line.end() || found->is_null()) continue;
        if (found->is_string()) return found->get<std::string>();
        // Numbers and truth values are answers that anybody would write without quotes.
        if (found->is_number() || found->is_boolean()) return found->dump();
        throw Error(ErrorKind::BadInput, place,
                    std::string("\"") + key + "\" is a value of type " + found->type_name() +
                        ", expected a text");
    }
    return std::nullopt;
}

void readHead(Table& table, const json& line, const std::string& place) {
    table.form.instruction = textMember(line, {"instruction"}, place).value_or("");
    table.form.answerFormat = textMember(line, {"answer_format"}, place).value_or("");
    if (const auto kind = textMember(line, {"answer_kind"}, place)) {
        table.form.answer = kindNamed(*kind, place);
        table.kindGiven = true;
    }
    table.form.reasoned =
        reasonedExamplesFromJson(line.value("reasoned", json::array()), place + ":reasoned");
}

void readLine(Table& table, std::string_view line, const std::string& place) {
    const json document = parseJson(line, place);
    if (!document.is_object()) {
        throw Error(ErrorKind::BadInput, place,
                    std::string("found a value of type ") + document.type_name() +
                        ", expected an object with \"question\" and \"answer\"");
    }
    auto question = textMember(document, {"question", "input"}, place);
    const bool head = document.contains("instruction") || document.contains("answer_format") ||
                      document.contains("answer_kind");
    if (!question && head && table.rows.empty()) return readHead(table, document, place);
    if (!question) {
        throw Error(ErrorKind::BadInput, place, "the key \"question\" (or \"input\") is missing");
    }
    TableRow row{std::move(*question), textMember(document, {"answer", "target", "output"}, place),
                 splitNamed(textMember(document, {"split"}, place).value_or(""), place), place};
    addRow(table, std::move(row));
}

int columnNamed(const CsvRecord& head, std::initializer_list<const char*> names) {
    for (size_t i = 0; i < head.fields.size(); ++i) {
        const std::string field = lowerCase(strippedText(head.fields[i]));
        for (const char* name : names) {
            if (field == name) return static_cast<int>(i);
        }
    }
    return -1;
}

std::string_view withoutMark(std::string_view text) {
    return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

} // namespace

bool looksLikeTextTable(const fs::path& path) {
    const std::string ending = lowerCase(path.extension().string());
    return ending == ".jsonl" || ending == ".csv" || ending == ".tsv";
}

FewShotTask textTableFromJsonLines(std::string_view text, const std::string& id,
                                   const std::string& place) {
    requireUtf8(text, place);
    text = withoutMark(text);
    Table table;
    size_t number = 0;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        at = end + 1;
        ++number;
        if (strippedText(line).empty()) continue;
        readLine(table, line, place + ":" + std::to_string(number));
    }
    return taskOf(std::move(table), id, place);
}

FewShotTask textTableFromRows(std::string_view text, char separator, const std::string& id,
                              const std::string& place) {
    requireUtf8(text, place);
    CsvReader reader(withoutMark(text), separator, place);
    CsvRecord head;
    const bool any = reader.next(head);
    const int question = columnNamed(head, {"question", "input"});
    const int answer = columnNamed(head, {"answer", "target", "output"});
    const int split = columnNamed(head, {"split"});
    if (!any || question < 0 || answer < 0) {
        throw Error(ErrorKind::BadInput, place + ":1",
                    "expected a first row with the columns question and answer");
    }
    Table table;
    CsvRecord record;
    while (reader.next(record)) {
        const std::string at = place + ":" + std::to_string(record.line);
        if (record.fields.size() == 1 && strippedText(record.fields[0]).empty()) continue;
        if (record.fields.size() != head.fields.size()) {
            throw Error(ErrorKind::BadInput, at,
                        "found " + std::to_string(record.fields.size()) + " fields, expected " +
                            std::to_string(head.fields.size()) + " as in the first row");
        }
        const auto field = [&](int column) { return record.fields[static_cast<size_t>(column)]; };
        addRow(table, {field(question), field(answer),
                       splitNamed(split < 0 ? std::string() : field(split), at), at});
    }
    return taskOf(std::move(table), id, place);
}

FewShotTask loadTextTable(const fs::path& path) {
    const std::string text = readFile(path, kMostTableBytes);
    const std::string ending = lowerCase(path.extension().string());
    const std::string id = path.stem().string();
    if (ending == ".jsonl") return textTableFromJsonLines(text, id, path.string());
    return textTableFromRows(text, ending == ".tsv" ? '\t' : ',', id, path.string());
}

std::string toJsonLines(const FewShotTask& task) {
    if (task.examples.empty() || !std::holds_alternative<std::string>(task.examples[0].input)) {
        throw Error(ErrorKind::BadInput, qualifiedId(task.set, task.id),
                    "found a task of grids, expected one of texts");
    }
    json head{{"instruction", task.form.instruction}, {"answer_format", task.form.answerFormat}};
    for (const auto& [kind, name] : kAnswerKinds) {
        if (task.form.answer == kind) head["answer_kind"] = name;
    }
    if (!task.form.reasoned.empty()) head["reasoned"] = toJson(task.form.reasoned);
    std::string lines = head.dump() + "\n";
    for (const Example& shown : task.examples) {
        lines += json{{"question", toJson(shown.input)},
                      {"answer", toJson(shown.output)},
                      {"split", "demonstration"}}
                     .dump() +
                 "\n";
    }
    for (const Query& query : task.queries) {
        json line{{"question", toJson(query.input)}, {"split", "test"}};
        if (query.output) line["answer"] = toJson(*query.output);
        lines += line.dump() + "\n";
    }
    return lines;
}

} // namespace ttt
