#include "core/base/error.h"
#include "core/synth/text/bbh_style_set.h"
#include "core/synth/text/text_family.h"
#include "core/tasks/item_draw.h"
#include "core/tasks/text_answers.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <sstream>

using namespace ttt;

// Solvers that read the question as a person would; they share nothing with the generators.
namespace {

std::vector<std::string> wordsOf(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    return words;
}

std::string after(const std::string& text, const std::string& mark) {
    const size_t at = text.find(mark);
    return at == std::string::npos ? std::string() : text.substr(at + mark.size());
}

std::vector<std::vector<std::string>> matches(const std::string& text, const std::string& pattern) {
    const std::regex expression(pattern);
    std::vector<std::vector<std::string>> found;
    for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at) {
        found.emplace_back(at->begin() + 1, at->end());
    }
    return found;
}

// Recursive descent: or, and, not, brackets.
class BooleanReader {
public:
    explicit BooleanReader(std::vector<std::string> words) : words_(std::move(words)) {}
    bool any() {
        bool value = all();
        while (take("or")) value = all() || value;
        return value;
    }

private:
    bool all() {
        bool value = one();
        while (take("and")) value = one() && value;
        return value;
    }
    bool one() {
        if (take("not")) return !one();
        if (take("(")) {
            const bool value = any();
            take(")");
            return value;
        }
        return words_.at(at_++) == "True";
    }
    bool take(const std::string& word) {
        if (at_ >= words_.size() || words_[at_] != word) return false;
        ++at_;
        return true;
    }
    std::vector<std::string> words_;
    size_t at_ = 0;
};

std::string solveBoolean(const std::string& question) {
    return BooleanReader(wordsOf(question)).any() ? "True" : "False";
}

std::string solveDyck(const std::string& question) {
    const std::map<std::string, std::string> closes{{"(", ")"}, {"[", "]"}, {"{", "}"}, {"<", ">"}};
    std::vector<std::string> open;
    for (const std::string& bracket : wordsOf(after(question, "Input:"))) {
        if (closes.contains(bracket)) {
            open.push_back(closes.at(bracket));
        } else if (open.empty() || open.back() != bracket) {
            return "unbalanced";
        } else {
            open.pop_back();
        }
    }
    std::string answer;
    while (!open.empty()) {
        answer += (answer.empty() ? "" : " ") + open.back();
        open.pop_back();
    }
    return answer;
}

// "(a op b)" with whole numbers.
class ArithmeticReader {
public:
    explicit ArithmeticReader(std::string text) : text_(std::move(text)) {}
    int64_t value() {
        skipSpaces();
        if (text_.at(at_) != '(') {
            size_t used = 0;
            const int64_t number = std::stoll(text_.substr(at_), &used);
            at_ += used;
            return number;
        }
        ++at_;
        const int64_t left = value();
        skipSpaces();
        const char operation = text_.at(at_++);
        const int64_t right = value();
        ++at_;
        return operation == '+' ? left + right : operation == '-' ? left - right : left * right;
    }

private:
    void skipSpaces() {
        while (text_.at(at_) == ' ') ++at_;
    }
    std::string text_;
    size_t at_ = 0;
};

std::string solveArithmetic(const std::string& question) {
    return std::to_string(ArithmeticReader(question).value());
}

std::string solveNavigation(const std::string& question) {
    int x = 0;
    int y = 0;
    int dx = 0;
    int dy = 1;
    for (const auto& parts : matches(
             question, "Take (\\d+) steps?( forward| backward| left| right)?\\.|Turn (\\w+)\\.")) {
        if (parts[0].empty()) {
            const int turns = parts[2] == "right" ? 1 : parts[2] == "around" ? 2 : 3;
            for (int i = 0; i < turns; ++i) std::tie(dx, dy) = std::pair(dy, -dx);
            continue;
        }
        const int count = std::stoi(parts[0]);
        if (parts[1].empty()) {
            x += dx * count;
            y += dy * count;
        } else {
            y += parts[1] == " forward" ? count : parts[1] == " backward" ? -count : 0;
            x += parts[1] == " right" ? count : parts[1] == " left" ? -count : 0;
        }
    }
    return x == 0 && y == 0 ? "Yes" : "No";
}

std::string solveCounting(const std::string& question) {
    const std::map<std::string, std::string> members{
        {"fruits", "apple banana plum orange pear grape lemon nectarine"},
        {"vegetables", "onion carrot leek pepper turnip radish cucumber"},
        {"musical instruments", "flute piano violin drum trumpet oboe harp"},
        {"animals", "goat cow dog cat pig bear snail owl duck"},
        {"pieces of furniture", "chair table bed stool desk sofa armchair"}};
    const std::map<std::string, int> numbers{{"a", 1},     {"an", 1},   {"two", 2},
                                             {"three", 3}, {"four", 4}, {"five", 5}};
    const auto asked = matches(question, "How many (.*) do I have");
    const std::vector<std::string> kind = wordsOf(members.at(asked.at(0).at(0)));
    int total = 0;
    for (const auto& parts :
         matches(question.substr(0, question.find('.')), "\\b(a|an|two|three|four|five) (\\w+)")) {
        std::string thing = parts[1];
        if (numbers.at(parts[0]) > 1) thing.pop_back();
        if (std::ranges::count(kind, thing) > 0) total += numbers.at(parts[0]);
    }
    return std::to_string(total);
}

std::string optionWith(const std::string& question, const std::string& option) {
    for (const auto& parts : matches(question, "\\n(\\([A-Z]\\)) ([^\\n]*)")) {
        if (parts[1] == option) return parts[0];
    }
    return "no option";
}

std::string solveTracking(const std::string& question) {
    std::map<std::string, std::string> held;
    for (const auto& parts : matches(question, "(\\w+) has a (\\w+ ball)"))
        held[parts[0]] = parts[1];
    for (const auto& parts : matches(question, "(\\w+) and (\\w+) swap balls")) {
        std::swap(held.at(parts[0]), held.at(parts[1]));
    }
    const auto asked = matches(question, "At the end of the game, (\\w+) has the");
    return optionWith(question, held.at(asked.at(0).at(0)));
}

std::string solveLies(const std::string& question) {
    std::map<std::string, bool> honest;
    for (const auto& parts :
         matches(question, "(\\w+) (?:says (\\w+) )?(tells the truth|lies)\\.")) {
        const bool truth = parts[2] != "lies";
        honest[parts[0]] = parts[1].empty() ? truth : honest.at(parts[1]) == truth;
    }
    const auto asked = matches(question, "Does (\\w+) tell the truth");
    return honest.at(asked.at(0).at(0)) ? "Yes" : "No";
}

// All orders of the books that every statement allows; the one option true in all of them.
std::string solveDeduction(const std::string& question) {
    const std::string text = question.substr(0, question.find("\nOptions"));
    std::vector<std::string> books;
    for (const auto& parts : matches(text, "an? (\\w+ book)")) books.push_back(parts[0]);
    std::ranges::sort(books);
    const std::vector<std::string> places{"the leftmost", "the second from the left",
                                          "the rightmost"};
    std::set<std::string> answers;
    do {
        const auto at = [&](const std::string& book) {
            return std::ranges::find(books, book) - books.begin();
        };
        bool holds = true;
        for (const auto& parts : matches(
                 text, "The (\\w+ book) is (?:to the left of the (\\w+ book)|(the [a-z ]+))\\.")) {
            if (!parts[1].empty()) {
                holds = holds && at(parts[0]) < at(parts[1]);
            } else {
                holds = holds && places[static_cast<size_t>(at(parts[0]))] == parts[2];
            }
        }
        if (!holds) continue;
        for (size_t place = 0; place < 3; ++place) {
            const auto letter =
                optionWith(question, "The " + books[place] + " is " + places[place]);
            if (letter != "no option") answers.insert(letter);
        }
    } while (std::ranges::next_permutation(books).found);
    return answers.size() == 1 ? *answers.begin() : "open";
}

std::string solveSorting(const std::string& question) {
    std::vector<std::string> words = wordsOf(after(question, "List:"));
    std::ranges::sort(words);
    std::string answer;
    for (const std::string& word : words) answer += (answer.empty() ? "" : " ") + word;
    return answer;
}

const std::map<std::string, std::function<std::string(const std::string&)>> kSolvers{
    {"boolean_expressions", solveBoolean},
    {"dyck_languages", solveDyck},
    {"logical_deduction_three_objects", solveDeduction},
    {"multistep_arithmetic", solveArithmetic},
    {"navigate", solveNavigation},
    {"object_counting", solveCounting},
    {"tracking_shuffled_objects_three_objects", solveTracking},
    {"web_of_lies", solveLies},
    {"word_sorting", solveSorting}};

} // namespace

class TestTextFamilies : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thereAreAtLeastEight() { QVERIFY(textFamilies().size() >= 8); }

    void everyAnswerIsWhatTheSolverFinds_data() {
        QTest::addColumn<QString>("name");
        for (const TextFamily& family : textFamilies()) {
            QTest::newRow(family.name.c_str()) << QString::fromStdString(family.name);
        }
    }
    void everyAnswerIsWhatTheSolverFinds() {
        QFETCH(QString, name);
        const auto& solve = kSolvers.at(name.toStdString());
        const TextFamily& family =
            *std::ranges::find(textFamilies(), name.toStdString(), &TextFamily::name);
        std::map<std::string, int> answers;
        constexpr int kDraws = 400;
        for (uint64_t i = 0; i < kDraws; ++i) {
            Rng random(11, "test", i);
            const Example item = family.draw(random);
            const std::string question = std::get<std::string>(item.input);
            const std::string answer = std::get<std::string>(item.output);
            QVERIFY2(solve(question) == answer, (question + " => " + answer).c_str());
            // The reading rule gives the answer back from what a perfect model would write.
            QVERIFY2(
                isSameText(extractAnswer(" " + answer + "\n\nQ: next", family.form.answer), answer),
                answer.c_str());
            ++answers[answer];
        }
        // No answer is so frequent that guessing it would do.
        const int choices = family.form.choices;
        for (const auto& [answer, count] : answers) {
            const double fair = choices > 0 ? 1.0 / choices : 0.1;
            QVERIFY2(count < kDraws * (fair + 0.15), answer.c_str());
        }
        if (choices > 0) QCOMPARE(static_cast<int>(answers.size()), choices);
    }

    void tasksAreTheSameEveryTime() {
        const MadeSet set = bbhStyleSet();
        const auto tasks = set.list(0);
        QCOMPARE(tasks.size(), textFamilies().size());
        for (const FewShotTask& task : tasks) {
            QVERIFY(set.make(task.id) == task);
            QCOMPARE(task.set, std::string("bbh-style"));
            QCOMPARE(task.examples.size(), size_t{10});
            QCOMPARE(task.queries.size(), static_cast<size_t>(kTextItems - 10));
            std::set<Value> questions;
            for (const Example& item : itemsOf(task)) questions.insert(item.input);
            QCOMPARE(questions.size(), static_cast<size_t>(kTextItems));
        }
        QVERIFY(set.list(1)[0].examples != tasks[0].examples);
        QCOMPARE(set.list(1)[0].id, tasks[0].id + ".1");
        QVERIFY(set.make(tasks[0].id + ".1") == set.list(1)[0]);
    }

    void otherNamesAreRefused() {
        for (const char* id :
             {"", "navigat", "navigate.", "navigate.x", "navigate.0", "navigate.1x"}) {
            try {
                bbhStyleSet().make(id);
                QFAIL(id);
            } catch (const Error& error) {
                QVERIFY2(error.kind() == ErrorKind::NotFound, id);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestTextFamilies)
#include "test_text_families.moc"
