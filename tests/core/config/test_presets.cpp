#include "core/base/files.h"
#include "core/config/config_issues.h"
#include "core/config/config_json.h"
#include "core/tokens/prompt_format.h"
#include "core/transforms/grid_transforms.h"
#include "core/vote/vote.h"
#include "tests/support/shared_data.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <set>

using namespace ttt;

namespace {

// The names that this part of the program knows itself; the engine knows the others.
ChoiceCatalog knownChoices() {
    ChoiceCatalog catalog;
    for (const GridTransform& transform : gridTransforms()) {
        catalog["transforms"].push_back({transform.name, transform.description});
        if (transform.invertible()) {
            catalog["invertible_transforms"].push_back({transform.name, transform.description});
        }
    }
    for (const VoteRule& rule : voteRules()) {
        catalog["vote_rules"].push_back({rule.name, rule.description});
    }
    catalog["episodes"] = {
        {"leave-one-out", ""}, {"direct", ""}, {"random-orders", ""}, {"orders", ""}};
    catalog["queries"] = {{"views", ""}, {"leave-out", ""}, {"orders", ""}};
    catalog["losses"] = {{"outputs", ""}, {"label", ""}, {"all", ""}};
    catalog["strategies"] = {{"greedy", ""}, {"sample", ""}, {"depth-first", ""}};
    for (const PromptFormatInfo& format : promptFormats()) {
        catalog["formats"].push_back({format.name, format.description});
    }
    return catalog;
}

std::set<std::string> differing(const std::string& a, const std::string& b) {
    std::set<std::string> paths;
    for (const auto& difference : differingFields({loadConfig(a), loadConfig(b)})) {
        paths.insert(difference.path);
    }
    return paths;
}

} // namespace

class TestPresets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPresetLoadsAndIsValid();
    void everyPresetDescribesItself();
    void theDefaultsAreValid();
    void theReleasedRecipeHasTheReleasedTransformsInTheirOrder();
    void theReleasedRecipeHasTheReleasedNumbers();
    void theBbhRecipeHasTheReleasedNumbers();
    void ablationsDifferFromTheRecipeInTheirPointOnly();
    void budgetsGrow();
};

void TestPresets::everyPresetLoadsAndIsValid() {
    const std::vector<std::string> names = presetNames();
    for (const char* name : {"no-ttt",
                             "paper-arc",
                             "paper-arc-direct",
                             "paper-arc-no-transforms",
                             "paper-arc-shared",
                             "paper-arc-text",
                             "paper-bbh",
                             "paper-bbh-zero-shot",
                             "paper-bbh-icl",
                             "paper-bbh-icl-vote",
                             "paper-bbh-vote",
                             "paper-bbh-direct",
                             "paper-bbh-no-permutation",
                             "paper-bbh-last-only",
                             "paper-bbh-all-tokens",
                             "paper-bbh-shared",
                             "paper-bbh-shared-direct",
                             "bbh-chain-of-thought",
                             "bbh-self-consistency",
                             "bbh-best-of-n",
                             "quick",
                             "standard",
                             "thorough"}) {
        QVERIFY2(std::ranges::count(names, name) == 1, name);
    }
    for (const std::string& name : names) {
        for (const ConfigIssue& issue : findConfigIssues(loadConfig(name), knownChoices())) {
            QFAIL((name + ": " + issue.field + ": " + issue.message).c_str());
        }
    }
}

void TestPresets::everyPresetDescribesItself() {
    for (const std::string& name : presetNames()) {
        const auto document =
            nlohmann::json::parse(readFile(resourceFolder() / "presets" / (name + ".json")));
        QVERIFY2(document.at("description").get<std::string>().size() > 30, name.c_str());
    }
}

void TestPresets::theDefaultsAreValid() {
    QVERIFY(findConfigIssues(RunConfig(), knownChoices()).empty());
}

void TestPresets::theReleasedRecipeHasTheReleasedTransformsInTheirOrder() {
    TTT_NEEDS_GOLDEN("arc_augmenters.json");
    StringList released;
    for (const auto file = test::readGolden("arc_augmenters.json");
         const auto& augmenter : file.at("augmenters")) {
        released.push_back(findTransform(augmenter.at("name").get<std::string>()).name);
    }
    QCOMPARE(loadConfig("paper-arc").adapt.transforms, released);
    released.resize(20); // the paper's table has no repeats
    QCOMPARE(loadConfig("paper-arc-text").adapt.transforms, released);
}

void TestPresets::theReleasedRecipeHasTheReleasedNumbers() {
    const RunConfig config = loadConfig("paper-arc");
    QCOMPARE(config.adapt.loraRank, int64_t{128});
    QCOMPARE(config.adapt.loraAlpha, 16.0);
    QCOMPARE(config.adapt.loraTargets, (StringList{"q", "v", "gate", "up", "down"}));
    QCOMPARE(config.adapt.epochs, 2.0);
    QCOMPARE(config.adapt.batchSize, int64_t{2});
    QCOMPARE(config.adapt.cap, int64_t{250});
    QCOMPARE(config.adapt.lossStart, int64_t{1});
    QCOMPARE(config.adapt.lossBeforeStart, 0.0);
    QCOMPARE(config.optimizer.learningRate, 5e-5);
    QCOMPARE(config.optimizer.warmupShare, 0.1);
    QCOMPARE(config.optimizer.clipNorm, 0.0);
    QCOMPARE(config.task.maxTokens, int64_t{8192});
    QCOMPARE(config.vote.rule, std::string("hierarchical"));
}

void TestPresets::theBbhRecipeHasTheReleasedNumbers() {
    const RunConfig config = loadConfig("paper-bbh");
    QCOMPARE(config.task.shots, int64_t{10});
    QCOMPARE(config.adapt.orders, int64_t{40});
    QCOMPARE(config.adapt.loraRank, int64_t{64});
    QCOMPARE(config.adapt.loraAlpha, 64.0);
    QCOMPARE(config.adapt.loraDropout, 0.05);
    QCOMPARE(config.adapt.loraTargets, (StringList{"q", "v", "o", "gate", "up", "down"}));
    QCOMPARE(config.adapt.lossStart, int64_t{0});
    QCOMPARE(config.optimizer.learningRate, 1e-4);
    QCOMPARE(config.optimizer.weightDecay, 0.01);
    QCOMPARE(config.run.seed, int64_t{42});
    // 40 texts in batches of five are eight steps, and a tenth of them, rounded down, warms up.
    QCOMPARE(config.adapt.epochs * static_cast<double>(config.adapt.orders) /
                 static_cast<double>(config.adapt.batchSize),
             8.0);
    QCOMPARE(static_cast<int>(config.optimizer.warmupShare * 8), 0);
}

void TestPresets::ablationsDifferFromTheRecipeInTheirPointOnly() {
    QCOMPARE(differing("paper-arc", "paper-arc-shared"), (std::set<std::string>{"adapt.shared"}));
    QCOMPARE(differing("paper-arc", "paper-arc-direct"),
             (std::set<std::string>{"adapt.episodes", "adapt.leave_two_top_up"}));
    QCOMPARE(differing("paper-arc", "paper-arc-no-transforms"),
             (std::set<std::string>{"adapt.transforms", "adapt.permute_colours"}));
    QCOMPARE(differing("standard", "no-ttt"), (std::set<std::string>{"adapt.method"}));
    const auto fromBbh = [](const char* name) { return differing("paper-bbh", name); };
    QCOMPARE(fromBbh("paper-bbh-icl"), (std::set<std::string>{"adapt.method", "decode.orders"}));
    QCOMPARE(fromBbh("paper-bbh-vote"), (std::set<std::string>{"decode.orders"}));
    QCOMPARE(fromBbh("paper-bbh-last-only"), (std::set<std::string>{"adapt.loss"}));
    QCOMPARE(fromBbh("paper-bbh-all-tokens"), (std::set<std::string>{"adapt.loss"}));
    QCOMPARE(fromBbh("paper-bbh-shared"),
             (std::set<std::string>{"adapt.shared", "optimizer.learning_rate"}));
    QCOMPARE(fromBbh("paper-bbh-no-permutation"),
             (std::set<std::string>{"adapt.orders", "adapt.permute_order", "adapt.batch_size",
                                    "adapt.epochs", "decode.orders"}));
    QCOMPARE(fromBbh("paper-bbh-direct"),
             (std::set<std::string>{"adapt.episodes", "adapt.epochs", "decode.show_demonstrations",
                                    "decode.orders"}));
    QCOMPARE(differing("paper-bbh-direct", "paper-bbh-shared-direct"),
             (std::set<std::string>{"adapt.shared", "adapt.epochs", "optimizer.learning_rate"}));
}

void TestPresets::budgetsGrow() {
    const RunConfig quick = loadConfig("quick");
    const RunConfig standard = loadConfig("standard");
    const RunConfig thorough = loadConfig("thorough");
    QVERIFY(quick.adapt.steps < standard.adapt.steps);
    QVERIFY(standard.adapt.steps < thorough.adapt.steps);
    QVERIFY(quick.decode.views < standard.decode.views);
    QVERIFY(standard.decode.views < thorough.decode.views);
}

QTEST_GUILESS_MAIN(TestPresets)
#include "test_presets.moc"
