// Launches of the CUDA kernels on raw pointers: what cuda_kernels.cpp, which knows tensors, and the
// .cu files, which do not, agree on. Rows are dense; `stream` is a cudaStream_t.
#pragma once

#include <cstdint>

namespace ttt::cuda {

enum class Element { Float32, BFloat16 };

struct SwiGluLaunch {
    Element element;
    int64_t rows;
    int64_t width; // F
    const void* gateUp;
    const void* gradOut; // null forward
    void* out;           // [rows, F] forward, [rows, 2F] backward
    void* stream;
};
void launchSwiGlu(const SwiGluLaunch& launch);

struct RmsNormLaunch {
    Element element;
    int64_t rows;
    int64_t channels;
    float epsilon;
    const void* x;     // forward: input; backward: gradNormed
    const void* added; // forward: delta or null; backward: gradSum or null
    void* sum;         // forward only
    void* normed;      // written forward, read backward
    float* scales;     // written forward, read backward
    void* grad;        // backward only, null forward
    void* stream;
};
void launchRmsNorm(const RmsNormLaunch& launch);

struct VocabularyLossLaunch {
    Element element;
    int64_t rows;
    int64_t classes;
    void* logits;           // [rows, classes]; the slopes afterwards where they are wanted
    const int64_t* targets; // [rows]
    const float* weights;   // [rows]
    float* losses;          // [rows]
    bool slopes;
    void* stream;
};
void launchVocabularyLoss(const VocabularyLossLaunch& launch);

inline constexpr int kRotaryPairs = 20; // those of the ARC decoder

// headSize 48 or 64, of which the channels p and p + kRotaryPairs turn together.
struct RotaryLaunch {
    Element element;
    int64_t tokens;
    int64_t heads;
    int64_t headSize;
    float epsilon;
    float queryScale;
    const void* qkv;       // [tokens, 3 heads headSize]
    const float* gains[2]; // of queries and of keys
    const float* cosines;  // [tokens, kRotaryPairs]
    const float* sines;
    void* parts[3];           // forward: query, key, value [heads, tokens, headSize]
    const void* gradParts[3]; // backward
    void* gradQkv;            // backward only, null forward
    float* gradGains;         // backward only: [blocks, 2, headSize]
    int64_t blocks;           // backward only
    void* stream;
};
void launchRotary(const RotaryLaunch& launch);

// bfloat16; headSize 48 or 64; key, query and value [heads, tokens, headSize], out [tokens, heads
// headSize].
struct AttentionLaunch {
    int64_t tokens;
    int64_t heads;
    int64_t headSize;
    const int32_t* visible;       // [tokens, 2]: begin and end of what a row sees
    const int32_t* keysOfQueries; // [tiles, 2]: positions that the rows of a tile see
    const int32_t* queriesOfKeys; // [tiles, 2]: rows that see positions of a tile
    const void* query;
    const void* key;
    const void* value;
    void* out;           // written forward, read backward
    float* logSums;      // [heads, tokens]; written forward, read backward
    const void* gradOut; // null forward; what follows is for the backward pass only
    float* deltas;       // [heads, tokens], scratch
    void* gradQuery;
    void* gradKey;
    void* gradValue;
    void* stream;
};
void launchAttention(const AttentionLaunch& launch);

// bfloat16; headSize 48 or 64. Appends the new rows to the cache, then attends to it.
struct CachedAttentionLaunch {
    int64_t rows;
    int64_t heads;
    int64_t headSize;
    int64_t capacity;      // positions a slot
    const int32_t* places; // [rows, 3]: slot, position in it, visible positions
    const void* query;     // [heads, rows, headSize]
    const void* newKeys;
    const void* newValues;
    void* keys; // [slots, heads, capacity, headSize]
    void* values;
    void* out; // [rows, heads headSize]
    void* stream;
};
void launchCachedAttention(const CachedAttentionLaunch& launch);

} // namespace ttt::cuda
