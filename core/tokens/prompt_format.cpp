#include "core/tokens/prompt_format.h"

#include "core/base/error.h"
#include "core/tokens/arc_chat_formats.h"
#include "core/tokens/few_shot_format.h"

#include <algorithm>

namespace ttt {

std::span<const PromptFormatInfo> promptFormats() {
    static const std::vector<PromptFormatInfo> kFormats = {
        {"auto", "few-shot for texts, numpy for grids"},
        {"few-shot", "instruction, then Q: and A: lines, no chat template"},
        {"chain-of-thought",
         "the same with reasoned examples, where the task has them, and a cue to reason first"},
        {"numpy", "ARC chat with grids as numpy prints them"},
        {"colour-words", "ARC chat with colours as words, as BARC's models read it"},
    };
    return kFormats;
}

const PromptFormat& findPromptFormat(const std::string& name, bool grids) {
    static const FewShotFormat kFewShot;
    static const ChainOfThoughtFormat kChainOfThought;
    static const NumpyChatFormat kNumpy;
    static const ColourWordsFormat kColourWords;
    if (std::ranges::count(promptFormats(), name, &PromptFormatInfo::name) == 0) {
        std::string names;
        for (const PromptFormatInfo& format : promptFormats()) {
            names += (names.empty() ? "" : ", ") + format.name;
        }
        throw Error(ErrorKind::BadInput, "task.format",
                    "found \"" + name + "\", expected one of " + names);
    }
    const bool forGrids = name == "numpy" || name == "colour-words";
    if (name != "auto" && forGrids != grids) {
        throw Error(ErrorKind::BadInput, "task.format",
                    "found \"" + name + "\" for a task of " + (grids ? "grids" : "texts") +
                        ", expected " +
                        (grids ? "numpy or colour-words" : "few-shot or chain-of-thought"));
    }
    if (name == "colour-words") return kColourWords;
    if (name == "chain-of-thought") return kChainOfThought;
    if (grids) return kNumpy;
    return kFewShot;
}

} // namespace ttt
