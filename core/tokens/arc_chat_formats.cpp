#include "core/tokens/arc_chat_formats.h"

#include "core/tokens/grid_text.h"

namespace ttt {

namespace {

constexpr const char* kNumpyInstruction =
    "Figure out the underlying transformation in the following examples and apply it to the test "
    "case. Here are some examples from this transformation, your answer must follow the format.\n"
    "The input-output grids are provided as python arrays:\n";
constexpr const char* kDates = "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n";
constexpr const char* kSolverRole =
    "You are a world-class puzzle solver with exceptional pattern recognition skills. Your task is "
    "to analyze puzzles, spot patterns, and provide direct solutions.";
constexpr const char* kWordsInstruction =
    "Given input-output grid pairs as reference examples, carefully observe the patterns to "
    "predict the output grid for new test input. Each pair follows the same transformation rule. "
    "Grids are 2D arrays represented as strings, with cells (colors) separated by spaces and rows "
    "by newlines.\nHere are the input and output grids for the reference examples:\n";
constexpr const char* kTestInput = "\n\nHere is the input grid for the test example:\nInput:\n";
constexpr const char* kDirectly =
    "\n\n\nDirectly provide the output grids corresponding to the given test input grids, based on "
    "the patterns observed in the reference examples.";
constexpr const char* kLeadIn = "The output grid for the test input grid is:\n\n```\n";

// How much each part counts: outputs as loss_start and loss_before_start say, others with "all".
struct LossWeights {
    explicit LossWeights(const AdaptConfig& config)
        : other(config.loss == "all" ? 1.0F : 0.0F),
          outputs(config.loss == "outputs"),
          start(config.lossStart),
          before(static_cast<float>(config.lossBeforeStart)) {}
    LossWeights() = default;

    float ofOutput(size_t demonstration) const {
        if (!outputs) return other;
        return static_cast<int64_t>(demonstration) >= start ? 1.0F : before;
    }

    float other = 0;
    bool outputs = false;
    int64_t start = 0;
    float before = 0;
};

TextMessage messageOf(Speaker speaker, float frameWeight) {
    TextMessage message;
    message.speaker = speaker;
    message.frameWeight = frameWeight;
    return message;
}

PromptText numpyQuestion(const std::vector<Example>& demonstrations, const Value& query,
                         const LossWeights& weights) {
    TextMessage system = messageOf(Speaker::System, weights.other);
    system.add(kNumpyInstruction, TextRole::Instruction, weights.other);
    for (size_t i = 0; i < demonstrations.size(); ++i) {
        const Example& pair = demonstrations[i];
        system.add(numpyText(gridOf(pair.input)) + " -> ", TextRole::Question, weights.other);
        system.add(numpyText(gridOf(pair.output)) + "#", TextRole::Answer, weights.ofOutput(i));
        system.add("\n", TextRole::Separator, weights.other);
    }
    TextMessage user = messageOf(Speaker::User, weights.other);
    user.add(numpyText(gridOf(query)) + " -> ", TextRole::Question, weights.other);
    return {{std::move(system), std::move(user)}};
}

PromptText wordsQuestion(const std::string& systemText, const std::vector<Example>& demonstrations,
                         const Value& query, const LossWeights& weights) {
    TextMessage system = messageOf(Speaker::System, weights.other);
    system.add(systemText, TextRole::Instruction, weights.other);
    TextMessage user = messageOf(Speaker::User, weights.other);
    user.add(kWordsInstruction, TextRole::Instruction, weights.other);
    for (size_t i = 0; i < demonstrations.size(); ++i) {
        const Example& pair = demonstrations[i];
        user.add("Example " + std::to_string(i + 1) + ":\nInput:\n" +
                     colourWords(gridOf(pair.input)) + "\n\nOutput:\n",
                 TextRole::Question, weights.other);
        user.add(colourWords(gridOf(pair.output)) + "\n", TextRole::Answer, weights.ofOutput(i));
    }
    user.add(kTestInput, TextRole::Separator, weights.other);
    user.add(colourWords(gridOf(query)), TextRole::Question, weights.other);
    user.add(kDirectly, TextRole::Instruction, weights.other);
    return {{std::move(system), std::move(user)}};
}

// The whole assistant's message counts, with what the chat template puts around it.
PromptText answered(PromptText text, const std::string& answer, const LossWeights& weights) {
    TextMessage assistant = messageOf(Speaker::Assistant, 1.0F);
    assistant.add(answer, TextRole::Answer, 1.0F);
    text.messages.push_back(std::move(assistant));
    text.endToken = true;
    text.beginWeight = text.endWeight = weights.other;
    return text;
}

std::optional<Value> valueOf(const std::optional<Grid>& grid) {
    return grid ? std::optional<Value>(*grid) : std::nullopt;
}

} // namespace

PromptText NumpyChatFormat::training(const Episode& episode, const AdaptConfig& config) const {
    const LossWeights weights(config);
    return answered(numpyQuestion(episode.demonstrations, episode.query.input, weights),
                    answerText(episode.query.output), weights);
}

PromptText NumpyChatFormat::question(const Prompt& prompt) const {
    return numpyQuestion(prompt.demonstrations, prompt.query, {});
}

std::string NumpyChatFormat::answerText(const Value& answer) const {
    return numpyText(gridOf(answer)) + "#";
}

std::vector<std::string> NumpyChatFormat::longestAnswers(const Prompt&) const {
    return {numpyText(Grid(kMaxSide, kMaxSide)) + "#"};
}

std::optional<Value> NumpyChatFormat::readAnswer(const std::string& raw, const TextForm&) const {
    return valueOf(gridFromNumpyText(raw));
}

PromptText ColourWordsFormat::training(const Episode& episode, const AdaptConfig& config) const {
    const LossWeights weights(config);
    return answered(wordsQuestion(std::string(kDates) + kSolverRole, episode.demonstrations,
                                  episode.query.input, weights),
                    answerText(episode.query.output), weights);
}

PromptText ColourWordsFormat::question(const Prompt& prompt) const {
    return wordsQuestion(kSolverRole, prompt.demonstrations, prompt.query, {});
}

std::string ColourWordsFormat::answerText(const Value& answer) const {
    return kLeadIn + colourWords(gridOf(answer)) + "\n```";
}

std::vector<std::string> ColourWordsFormat::longestAnswers(const Prompt&) const {
    return {answerText(Grid(kMaxSide, kMaxSide, 7))};
}

std::optional<Value> ColourWordsFormat::readAnswer(const std::string& raw, const TextForm&) const {
    return valueOf(gridFromColourWords(raw));
}

} // namespace ttt
