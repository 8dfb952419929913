// Speed of a model on this machine: training steps, forward passes and decoding over random
// ARC-shaped episodes, set against the rate of plain matrix products of the model's own shapes.
// Called by `ttt bench`; it measures speed and says nothing about answers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

namespace ttt {

struct BenchmarkConfig {
    std::string kind = "train";     // train, prefill, decode
    std::string model;              // name or weight file; empty for fresh weights of `size`
    std::string size = "nano";      // nano, small, base
    std::string dtype = "bfloat16"; // or float32
    std::string optimizer = "muon"; // as in pretraining; "adamw" as in test-time training
    int64_t tokens = 8192;          // a step, or of all prompts when decoding
    int64_t length = 1024;          // longest episode
    bool mixed = false;             // lengths from a quarter of `length` up, instead of all alike
    double seconds = 10;            // of measuring, after the warm-up
    int threads = 0;                // 0: as LibTorch chooses
    uint64_t seed = 0;
};

struct BenchmarkResult {
    int64_t repetitions = 0;
    double tokensPerSecond = 0; // median over the repetitions
    double slowestTokensPerSecond = 0;
    double fastestTokensPerSecond = 0;
    double gemmGflops = 0;
    double shareOfGemm = 0; // flopsPerToken * tokensPerSecond / gemm rate
    double flopsPerToken = 0;
    double tokensPerStep = 0;
    double sequencesPerStep = 0;
    double firstLossNats = 0; // training: before the first step
    int threads = 0;
};

// Cut short where stop is requested, after at least one repetition.
BenchmarkResult runBenchmark(const BenchmarkConfig& config, const std::stop_token& stop);

// The batches that `train` and `prefill` work on, with this model's loss on each, as JSON; and the
// weights, so that another program can be held against the same work.
void exportBatches(const BenchmarkConfig& config, const std::filesystem::path& path);
void exportWeights(const BenchmarkConfig& config, const std::filesystem::path& path);

} // namespace ttt
