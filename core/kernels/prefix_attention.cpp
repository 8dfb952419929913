#include "core/kernels/prefix_attention.h"

#include "core/kernels/attention/prefix_attention_cpu.h"
#include "core/kernels/cuda/cuda_kernels.h"
#include "core/kernels/devices.h"
#include "core/kernels/dispatch.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <limits>
#include <torch/csrc/autograd/custom_function.h>

namespace ttt {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

struct Sequence {
    int64_t start;
    int64_t length;
    const int32_t* visible;
    at::Tensor rows(const at::Tensor& heads) const { return heads.narrow(1, start, length); }
};

Sequence sequenceAt(const PackedLayout& layout, int64_t s) {
    const int64_t start = layout.starts[static_cast<size_t>(s)];
    return {start, layout.starts[static_cast<size_t>(s) + 1] - start,
            layout.visibleEnd.data() + start};
}

// Sequences are independent: with several of them each thread takes its own.
template <typename Work>
void forEachSequence(const PackedLayout& layout, const Work& work) {
    at::parallel_for(0, layout.sequences(), 1, [&](int64_t begin, int64_t end) {
        const at::NoGradGuard noGrad;
        for (int64_t s = begin; s < end; ++s) work(s, sequenceAt(layout, s));
    });
}

// Empty tensors for what a forward pass keeps.
AttentionResult emptyResult(const HeadTensors& heads) {
    const int64_t count = heads.query.size(0);
    const int64_t tokens = heads.query.size(1);
    return {at::empty({tokens, count * heads.query.size(2)}, heads.query.options()),
            at::empty({count, tokens}, heads.query.options().dtype(at::kFloat))};
}

HeadTensors emptyLike(const HeadTensors& heads) {
    return {at::empty_like(heads.query), at::empty_like(heads.key), at::empty_like(heads.value)};
}

class CudaAttention : public torch::autograd::Function<CudaAttention> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& query,
                              const at::Tensor& key, const at::Tensor& value,
                              const at::Tensor& ranges) {
        const HeadTensors heads{query, key, value};
        const AttentionResult result = emptyResult(heads);
        cuda::attendForward(heads, ranges, result);
        context->save_for_backward({query, key, value, ranges, result.out, result.logSums});
        return result.out;
    }
    static tensor_list backward(AutogradContext* context, const tensor_list& gradients) {
        const auto saved = context->get_saved_variables();
        const HeadTensors heads{saved[0], saved[1], saved[2]};
        const HeadTensors grads = emptyLike(heads);
        cuda::attendBackward(heads, saved[3], {saved[4], saved[5]}, gradients[0].contiguous(),
                             grads);
        return {grads.query, grads.key, grads.value, {}};
    }
};

class FusedAttention : public torch::autograd::Function<FusedAttention> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& query,
                              const at::Tensor& key, const at::Tensor& value,
                              const PackedLayout* layout, int64_t window) {
        const HeadTensors heads{query, key, value};
        const AttentionResult result = emptyResult(heads);
        cpu::attendForward(heads, *layout, window, result.out, result.logSums);
        context->saved_data["layout"] = packLayout(*layout);
        context->saved_data["window"] = window;
        context->save_for_backward({query, key, value, result.out, result.logSums});
        return result.out;
    }
    static tensor_list backward(AutogradContext* context, const tensor_list& gradients) {
        const auto saved = context->get_saved_variables();
        const PackedLayout layout = unpackLayout(context->saved_data["layout"].toTensor());
        const HeadTensors heads{saved[0], saved[1], saved[2]};
        const HeadTensors grads = emptyLike(heads);
        cpu::attendBackward(heads, layout, context->saved_data["window"].toInt(),
                            {saved[3], saved[4]}, gradients[0].contiguous(), grads);
        return {grads.query, grads.key, grads.value, {}, {}};
    }

private:
    // Autograd keeps tensors, not structs: [S + 1 starts, then N visible ends].
    static at::Tensor packLayout(const PackedLayout& layout) {
        std::vector<int64_t> flat{layout.sequences()};
        flat.insert(flat.end(), layout.starts.begin(), layout.starts.end());
        flat.insert(flat.end(), layout.visibleEnd.begin(), layout.visibleEnd.end());
        return at::tensor(flat, at::kLong);
    }
    static PackedLayout unpackLayout(const at::Tensor& flat) {
        const auto* data = flat.const_data_ptr<int64_t>();
        const int64_t starts = data[0] + 1;
        PackedLayout layout;
        layout.starts.assign(data + 1, data + 1 + starts);
        for (int64_t i = 1 + starts; i < flat.numel(); ++i) {
            layout.visibleEnd.push_back(static_cast<int32_t>(data[i]));
        }
        return layout;
    }
};

// [rows, columns] of 0 and -infinity: row r sees columns [visible[r] - window, visible[r]), or all
// before its end without a window.
at::Tensor maskFor(const int32_t* visible, int64_t window, int64_t rows, int64_t columns,
                   const at::Tensor& like) {
    const at::Tensor ends =
        at::tensor(at::ArrayRef<int32_t>(visible, static_cast<size_t>(rows)), at::kInt)
            .to(like.device())
            .unsqueeze(1);
    const at::Tensor index = at::arange(columns, ends.options()).unsqueeze(0);
    at::Tensor hidden = index.ge(ends);
    if (window > 0) hidden = hidden.logical_or(index.lt(ends - window));
    return at::zeros({rows, columns}, like.options())
        .masked_fill(hidden, -std::numeric_limits<double>::infinity());
}

// Each head of keys or values once for every head of queries that reads it.
at::Tensor repeated(const at::Tensor& shared, const at::Tensor& query) {
    const int64_t times = query.size(0) / shared.size(0);
    return times == 1 ? shared : shared.repeat_interleave(times, 0);
}

at::Tensor referenceAttend(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                           const int32_t* visible, int64_t window) {
    const at::Tensor scores = at::matmul(query, repeated(key, query).transpose(1, 2));
    const at::Tensor mask = maskFor(visible, window, query.size(1), key.size(1), scores);
    const auto wide = scores.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
    const at::Tensor weights = at::softmax(scores + mask, -1, wide).to(value.scalar_type());
    return at::matmul(weights, repeated(value, query)).transpose(0, 1).flatten(1);
}

// Own CUDA kernels are those of the ARC decoder: every head with keys of its own, no window.
bool fitsCudaKernel(const HeadTensors& heads, int64_t window) {
    return window == 0 && heads.query.size(0) == heads.key.size(0) && useCudaAttention(heads.query);
}

void appendToCache(const Sequence& sequence, const HeadTensors& heads, int64_t slot, int64_t start,
                   const KeyValueCache& cache) {
    cache.keys.select(0, slot).narrow(1, start, sequence.length).copy_(sequence.rows(heads.key));
    cache.values.select(0, slot)
        .narrow(1, start, sequence.length)
        .copy_(sequence.rows(heads.value));
}

// [N, 3] int32: slot, position in it and visible positions of each new row.
at::Tensor placesInCache(const PackedLayout& layout, const std::vector<int64_t>& slots,
                         const std::vector<int64_t>& starts, const at::Device& device) {
    std::vector<int32_t> places;
    for (int64_t s = 0; s < layout.sequences(); ++s) {
        const Sequence sequence = sequenceAt(layout, s);
        for (int64_t t = 0; t < sequence.length; ++t) {
            places.push_back(static_cast<int32_t>(slots[static_cast<size_t>(s)]));
            places.push_back(static_cast<int32_t>(starts[static_cast<size_t>(s)] + t));
            places.push_back(sequence.visible[t]);
        }
    }
    return uploaded(at::tensor(places, at::kInt).view({-1, 3}), device);
}

// Where the new positions of one sequence read the cache.
struct CachedSequence {
    Sequence rows;     // visible counts from the start of the prefix
    at::Tensor keys;   // [K, M, D] of the slot
    at::Tensor values; //
};

// Reference: the prefix and the slot end to end.
at::Tensor referenceCached(const at::Tensor& query, const CachedSequence& sequence,
                           const KeyValueCache& cache, int64_t window) {
    const int64_t prefix = cache.prefixLength();
    const int64_t own = sequence.rows.visible[sequence.rows.length - 1] - prefix;
    at::Tensor keys = sequence.keys.narrow(1, 0, own);
    at::Tensor values = sequence.values.narrow(1, 0, own);
    if (prefix > 0) {
        keys = at::cat({cache.prefixKeys, keys}, 1);
        values = at::cat({cache.prefixValues, values}, 1);
    }
    return referenceAttend(query, keys, values, sequence.rows.visible, window);
}

// Attention to the slot alone, of which row r sees positions up to its visible end less the prefix.
void attendToSlot(const at::Tensor& query, const CachedSequence& sequence, int64_t prefix,
                  int64_t window, const AttentionResult& result) {
    const int64_t rows = sequence.rows.length;
    std::vector<int32_t> visible(sequence.rows.visible, sequence.rows.visible + rows);
    for (int32_t& end : visible) end -= static_cast<int32_t>(prefix);
    const int64_t last = visible.back();
    const cpu::CachedKeys cached{sequence.keys.narrow(1, 0, last),
                                 sequence.values.narrow(1, 0, last)};
    if (rows > 1) {
        cpu::attendBlock(query, cached, visible.data(), window, result);
        return;
    }
    const int64_t begin = window > 0 ? std::max<int64_t>(0, last - window) : 0;
    cpu::attendOne(
        query.select(1, 0), cached, begin, last,
        {result.out, result.logSums.defined() ? result.logSums.select(1, 0) : at::Tensor()});
}

// Weighs two results over disjoint keys by their sums of exponentials (Juravsky et al., arXiv
// 2402.05099) into the first: out [N, H D], logSums [H, N].
void mergeInto(const AttentionResult& first, const AttentionResult& second) {
    const int64_t heads = first.logSums.size(0);
    const at::Tensor share =
        at::sigmoid(first.logSums - second.logSums).t().unsqueeze(2); // [N, H, 1]
    const auto wide = [&](const at::Tensor& out) {
        return out.view({out.size(0), heads, -1}).to(at::kFloat);
    };
    first.out.copy_(at::lerp(wide(second.out), wide(first.out), share).flatten(1));
}

// The prefix for the rows of all sequences at once, where each row sees it as a whole or, with a
// window, from some position on; rows that no longer see any of it are left out by their weight.
AttentionResult attendToPrefix(const at::Tensor& query, const PackedLayout& layout,
                               const KeyValueCache& cache, int64_t window) {
    const auto prefix = static_cast<int32_t>(cache.prefixLength());
    const AttentionResult result = emptyResult({query, query, query});
    const cpu::CachedKeys cached{cache.prefixKeys, cache.prefixValues};
    if (window == 0) {
        const std::vector<int32_t> visible(layout.visibleEnd.size(), prefix);
        cpu::attendBlock(query, cached, visible.data(), 0, result);
        return result;
    }
    result.out.zero_();
    result.logSums.fill_(-std::numeric_limits<float>::infinity());
    for (int64_t n = 0; n < query.size(1); ++n) {
        const int64_t begin =
            std::max<int64_t>(0, layout.visibleEnd[static_cast<size_t>(n)] - window);
        if (begin >= prefix) continue;
        cpu::attendOne(query.select(1, n), cached, begin, prefix,
                       {result.out.select(0, n), result.logSums.select(1, n)});
    }
    return result;
}

} // namespace

at::Tensor prefixAttention(const HeadTensors& heads, const PackedLayout& layout, int64_t window) {
    if (useFastCpu(heads.query)) {
        return FusedAttention::apply(heads.query.contiguous(), heads.key.contiguous(),
                                     heads.value.contiguous(), &layout, window);
    }
    if (fitsCudaKernel(heads, window)) {
        const at::Tensor ranges =
            layout.ranges.defined() ? layout.ranges : visibleRanges(layout, heads.query.device());
        return CudaAttention::apply(heads.query.contiguous(), heads.key.contiguous(),
                                    heads.value.contiguous(), ranges);
    }
    std::vector<at::Tensor> parts;
    for (int64_t s = 0; s < layout.sequences(); ++s) {
        const Sequence sequence = sequenceAt(layout, s);
        parts.push_back(referenceAttend(sequence.rows(heads.query), sequence.rows(heads.key),
                                        sequence.rows(heads.value), sequence.visible, window));
    }
    return at::cat(parts, 0);
}

at::Tensor cachedAttention(const HeadTensors& heads, const PackedLayout& layout,
                           const std::vector<int64_t>& slots, const std::vector<int64_t>& starts,
                           const KeyValueCache& cache, int64_t window) {
    const bool fast = useFastCpu(heads.query);
    const int64_t prefix = cache.prefixLength();
    AttentionResult result = emptyResult(heads);
    if (prefix == 0 && fitsCudaKernel(heads, window)) {
        cuda::attendCached(
            {heads.query.contiguous(), heads.key.contiguous(), heads.value.contiguous()},
            placesInCache(layout, slots, starts, heads.query.device()), cache, result.out);
        return result.out;
    }
    if (prefix == 0) result.logSums = at::Tensor();
    forEachSequence(layout, [&](int64_t s, const Sequence& sequence) {
        const int64_t slot = slots[static_cast<size_t>(s)];
        appendToCache(sequence, heads, slot, starts[static_cast<size_t>(s)], cache);
        const CachedSequence cached{sequence, cache.keys.select(0, slot),
                                    cache.values.select(0, slot)};
        const at::Tensor query = sequence.rows(heads.query);
        const at::Tensor out = result.out.narrow(0, sequence.start, sequence.length);
        if (fast) {
            attendToSlot(query, cached, prefix, window,
                         {out, prefix > 0 ? sequence.rows(result.logSums) : at::Tensor()});
        } else {
            out.copy_(referenceCached(query, cached, cache, window));
        }
    });
    if (fast && prefix > 0) {
        mergeInto(result, attendToPrefix(heads.query.contiguous(), layout, cache, window));
    }
    return result.out;
}

} // namespace ttt
