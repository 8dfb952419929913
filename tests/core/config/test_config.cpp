#include "core/base/files.h"
#include "core/config/config_issues.h"
#include "core/config/config_json.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

using namespace ttt;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

// Another value than the field has, within its range.
FieldValue otherValue(const FieldRef& field) {
    const FieldValue value = field.value();
    if (const auto* flag = std::get_if<bool>(&value)) return !*flag;
    if (const auto* count = std::get_if<int64_t>(&value)) {
        return static_cast<double>(*count) + 1 <= field.info.max ? *count + 1 : *count - 1;
    }
    if (const auto* rate = std::get_if<double>(&value)) {
        const double up = *rate + (*rate == 0 ? 0.25 : *rate / 7);
        return up <= field.info.max ? up : *rate - *rate / 7;
    }
    if (const auto* text = std::get_if<std::string>(&value)) return *text + "-other";
    StringList list = std::get<StringList>(value);
    list.push_back("other");
    return list;
}

std::string placeOf(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.place() + " | " + error.message() + " | " + error.suggestion();
    }
    return "nothing was thrown";
}

} // namespace

class TestConfig : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFieldHasAHelpAndAPathOfItsOwn();
    void everyFieldSurvivesTheRoundTripThroughJson();
    void everyFieldCanBeSetFromText();
    void wrongSettingsAreErrorsThatNameTheField_data();
    void wrongSettingsAreErrorsThatNameTheField();
    void jsonKeepsWhatItDoesNotName();
    void wrongJsonIsAnErrorThatNamesPlaceAndField();
    void allIssuesAreFoundAtOnce();
    void anEarlyStopNeedsMarks();
    void quantizedWeightsAreNotTrained();
    void rangesIncludeTheirEnds();
    void theDifferencesAreThoseFieldsThatDiffer();
    void filesMayStartFromPresetsAndOtherFiles();
};

void TestConfig::everyFieldHasAHelpAndAPathOfItsOwn() {
    RunConfig config;
    std::set<std::string> paths;
    for (const FieldRef& field : fieldsOf(config)) {
        QVERIFY2(paths.insert(field.path()).second, field.path().c_str());
        QVERIFY2(!field.info.help.empty() && field.info.help.back() == '.', field.path().c_str());
        QVERIFY(field.info.min <= field.info.max);
        QCOMPARE(findField(config, field.path()).path(), field.path());
    }
    QVERIFY(paths.size() > 50);
    for (const char* path : {"adapt.method", "adapt.lora_rank", "adapt.loss", "adapt.steps",
                             "optimizer.learning_rate", "run.seed", "run.device"}) {
        QVERIFY(paths.contains(path));
    }
}

void TestConfig::everyFieldSurvivesTheRoundTripThroughJson() {
    RunConfig config;
    for (const FieldRef& field : fieldsOf(config)) field.assign(otherValue(field));
    const json document = json::parse(toJson(config).dump());
    const RunConfig again = configFromJson(document, "here");
    QVERIFY(again == config);
    QCOMPARE(toJson(again).dump(), toJson(config).dump());
    // Each field alone.
    const size_t count = fieldsOf(config).size();
    for (size_t i = 0; i < count; ++i) {
        RunConfig one;
        fieldsOf(one)[i].assign(otherValue(fieldsOf(one)[i]));
        QVERIFY(!(one == RunConfig()));
        QVERIFY(configFromJson(toJson(one), "here") == one);
    }
}

void TestConfig::everyFieldCanBeSetFromText() {
    RunConfig target;
    for (const FieldRef& field : fieldsOf(target)) field.assign(otherValue(field));
    RunConfig config;
    for (const FieldRef& field : fieldsOf(target)) {
        applySetting(config, field.path() + "=" + toText(field.value()));
    }
    QVERIFY(config == target);
}

void TestConfig::wrongSettingsAreErrorsThatNameTheField_data() {
    QTest::addColumn<QString>("setting");
    QTest::addColumn<QString>("named");
    QTest::newRow("no value") << "adapt.steps"
                              << "section.field=value";
    QTest::newRow("no number") << "adapt.steps=many"
                               << "adapt.steps";
    QTest::newRow("half a step") << "adapt.steps=1.5"
                                 << "adapt.steps";
    QTest::newRow("no flag") << "run.baseline=maybe"
                             << "run.baseline";
    QTest::newRow("a slip") << "adapt.lora_rnk=3"
                            << "did you mean adapt.lora_rank?";
    QTest::newRow("no section") << "steps=3"
                                << "did you mean";
    QTest::newRow("empty") << ""
                           << "section.field=value";
}

void TestConfig::wrongSettingsAreErrorsThatNameTheField() {
    QFETCH(QString, setting);
    QFETCH(QString, named);
    RunConfig config;
    const std::string said = placeOf([&] { applySetting(config, setting.toStdString()); });
    QVERIFY2(QString::fromStdString(said).contains(named), said.c_str());
    QVERIFY(config == RunConfig());
}

void TestConfig::jsonKeepsWhatItDoesNotName() {
    RunConfig base;
    base.adapt.steps = 7;
    base.vote.rule = "flat";
    const json document{{"adapt", {{"lora_rank", 3}}}, {"optimizer", {{"learning_rate", 1}}}};
    const RunConfig config = configFromJson(document, "here", base);
    RunConfig expected = base;
    expected.adapt.loraRank = 3;
    expected.optimizer.learningRate = 1;
    QVERIFY(config == expected);
}

void TestConfig::wrongJsonIsAnErrorThatNamesPlaceAndField() {
    const auto said = [](const char* text) {
        return placeOf([&] { configFromJson(json::parse(text), "file.json"); });
    };
    QVERIFY(said(R"({"adapt": {"steps": "ten"}})").find("adapt.steps") != std::string::npos);
    QVERIFY(said(R"({"adapt": {"steps": 1.5}})").find("adapt.steps") != std::string::npos);
    QVERIFY(said(R"({"adapt": {"steps": null}})").find("file.json: adapt.steps") !=
            std::string::npos);
    QVERIFY(said(R"({"adapt": {"stepps": 1}})").find("did you mean adapt.steps?") !=
            std::string::npos);
    QVERIFY(said(R"({"adapt": 3})").find("file.json: adapt") != std::string::npos);
    QVERIFY(said(R"({"adapter": {"x": 3}})").find("adapter.x") != std::string::npos);
    QVERIFY(said("[]").find("file.json") != std::string::npos);
    QVERIFY(said(R"({"adapt": {"transforms": [1]}})").find("adapt.transforms") !=
            std::string::npos);
}

void TestConfig::allIssuesAreFoundAtOnce() {
    const ChoiceCatalog catalog{{"losses", {{"outputs", ""}, {"last", ""}}},
                                {"transforms", {{"transpose", ""}, {"rotate-90", ""}}},
                                {"devices", {{"cpu", ""}}}};
    RunConfig config;
    config.adapt.transforms = {"transpose"};
    QVERIFY(findConfigIssues(config, catalog).empty());
    requireValidConfig(config, catalog);

    config.task.maxSide = 31;
    config.adapt.loss = "none";
    config.adapt.transforms = {"rotate-90", "rotate-45", "flip"};
    config.adapt.loraDropout = std::numeric_limits<double>::quiet_NaN();
    config.optimizer.learningRate = -1;
    config.run.device = "cuda:7";
    std::vector<std::string> fields;
    for (const ConfigIssue& issue : findConfigIssues(config, catalog)) {
        fields.push_back(issue.field);
        QVERIFY2(issue.message.find("expected") != std::string::npos, issue.message.c_str());
    }
    QCOMPARE(fields, (std::vector<std::string>{"task.max_side", "adapt.transforms",
                                               "adapt.transforms", "adapt.loss",
                                               "adapt.lora_dropout", "optimizer.learning_rate"}));
    const std::string said = placeOf([&] { requireValidConfig(config, catalog); });
    for (const std::string& field : fields) QVERIFY(said.find(field) != std::string::npos);
    QVERIFY(said.find("rotate-45") != std::string::npos && said.find("31") != std::string::npos);
}

void TestConfig::anEarlyStopNeedsMarks() {
    RunConfig config;
    config.adapt.stopAgreement = 0.9;
    const std::vector<ConfigIssue> issues = findConfigIssues(config, {});
    QCOMPARE(issues.size(), size_t{1});
    QCOMPARE(issues[0].field, std::string("adapt.stop_agreement"));
    config.adapt.answerEvery = 20;
    QVERIFY(findConfigIssues(config, {}).empty());
}

void TestConfig::quantizedWeightsAreNotTrained() {
    RunConfig config;
    config.run.quantization = "nf4";
    const std::vector<ConfigIssue> issues = findConfigIssues(config, {});
    QCOMPARE(issues.size(), size_t{1});
    QCOMPARE(issues[0].field, std::string("run.quantization"));
    for (const char* method : {"lora", "none"}) {
        config.adapt.method = method;
        QVERIFY(findConfigIssues(config, {}).empty());
    }
}

void TestConfig::rangesIncludeTheirEnds() {
    RunConfig probe;
    const size_t count = fieldsOf(probe).size();
    for (size_t i = 0; i < count; ++i) {
        const FieldInfo info = fieldsOf(probe)[i].info;
        if (!std::isfinite(info.min) || !std::isfinite(info.max)) continue;
        const bool integer = std::holds_alternative<int64_t>(fieldsOf(probe)[i].value());
        const auto issuesAt = [&](double value) {
            RunConfig config;
            config.adapt.answerEvery = 10; // what an early stop needs
            const FieldRef field = fieldsOf(config)[i];
            if (integer) field.assign(static_cast<int64_t>(value));
            if (!integer) field.assign(value);
            return findConfigIssues(config, {}).size();
        };
        QCOMPARE(issuesAt(info.min), size_t{0});
        QCOMPARE(issuesAt(info.max), size_t{0});
        QCOMPARE(issuesAt(info.min - 1), size_t{1});
        QCOMPARE(issuesAt(info.max + 1), size_t{1});
    }
}

void TestConfig::theDifferencesAreThoseFieldsThatDiffer() {
    RunConfig a;
    RunConfig b = a;
    QVERIFY(differingFields({a, b}).empty());
    QVERIFY(differingFields({}).empty());
    b.adapt.steps = a.adapt.steps + 1;
    RunConfig c = a;
    c.vote.rule = "flat";
    const auto differences = differingFields({a, b, c});
    QCOMPARE(differences.size(), size_t{2});
    QCOMPARE(differences[0].path, std::string("adapt.steps"));
    QCOMPARE(differences[0].values,
             (StringList{std::to_string(a.adapt.steps), std::to_string(b.adapt.steps),
                         std::to_string(a.adapt.steps)}));
    QCOMPARE(differences[1].path, std::string("vote.rule"));
    QCOMPARE(differences[1].values.back(), std::string("flat"));
}

void TestConfig::filesMayStartFromPresetsAndOtherFiles() {
    QTemporaryDir temporary;
    const fs::path folder = temporary.path().toStdString();
    const fs::path file = folder / "mine.json";
    writeFileAtomically(file, R"({"base": "paper-arc", "description": "mine",
                                  "adapt": {"lora_rank": 8}})");
    RunConfig expected = loadConfig("paper-arc");
    expected.adapt.loraRank = 8;
    QVERIFY(loadConfig(file.string()) == expected);
    // A complete config of a run folder.
    writeFileAtomically(file, toJson(expected).dump());
    QVERIFY(loadConfig(file.string()) == expected);
    writeFileAtomically(file, R"({"base": ")" + file.string() + R"("})");
    QVERIFY_EXCEPTION_THROWN(loadConfig(file.string()), Error);
    writeFileAtomically(file, "steps: 3");
    QVERIFY_EXCEPTION_THROWN(loadConfig(file.string()), Error);
    const std::string said = placeOf([] { loadConfig("papers"); });
    QVERIFY2(said.find("paper-arc-text") != std::string::npos, said.c_str());
}

QTEST_GUILESS_MAIN(TestConfig)
#include "test_config.moc"
