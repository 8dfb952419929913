#include "core/kernels/prefix_attention.h"

#include "core/kernels/attention/prefix_attention_cpu.h"
#include "core/kernels/cuda/cuda_kernels.h"
#include "core/kernels/devices.h"
#include "core/kernels/dispatch.h"

#include <limits>
#include <torch/torch.h>

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
                              const PackedLayout* layout) {
        const HeadTensors heads{query, key, value};
        const AttentionResult result = emptyResult(heads);
        cpu::attendForward(heads, *layout, result.out, result.logSums);
        context->saved_data["layout"] = packLayout(*layout);
        context->save_for_backward({query, key, value, result.out, result.logSums});
        return result.out;
    }
    static tensor_list backward(AutogradContext* context, const tensor_list& gradients) {
        const auto saved = context->get_saved_variables();
        const PackedLayout layout = unpackLayout(context->saved_data["layout"].toTensor());
        const HeadTensors heads{saved[0], saved[1], saved[2]};
        const HeadTensors grads = emptyLike(heads);
        cpu::attendBackward(heads, layout, {saved[3], saved[4]}, gradients[0].contiguous(), grads);
        return {grads.query, grads.key, grads.value, {}};
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

// [rows, columns] of 0 and -infinity.
at::Tensor maskFor(const int32_t* visible, int64_t rows, int64_t columns, const at::Tensor& like) {
    const at::Tensor ends =
        at::tensor(at::ArrayRef<int32_t>(visible, static_cast<size_t>(rows)), at::kInt)
            .to(like.device());
    const at::Tensor index = at::arange(columns, ends.options());
    const at::Tensor hidden = index.unsqueeze(0).ge(ends.unsqueeze(1));
    return at::zeros({rows, columns}, like.options())
        .masked_fill(hidden, -std::numeric_limits<double>::infinity());
}

at::Tensor referenceAttend(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                           const int32_t* visible) {
    const at::Tensor scores = at::matmul(query, key.transpose(1, 2));
    const at::Tensor mask = maskFor(visible, query.size(1), key.size(1), scores);
    const auto wide = scores.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
    const at::Tensor weights = at::softmax(scores + mask, -1, wide).to(value.scalar_type());
    return at::matmul(weights, value).transpose(0, 1).flatten(1);
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

} // namespace

at::Tensor prefixAttention(const HeadTensors& heads, const PackedLayout& layout) {
    if (useFastCpu(heads.query)) {
        return FusedAttention::apply(heads.query.contiguous(), heads.key.contiguous(),
                                     heads.value.contiguous(), &layout);
    }
    if (useCudaAttention(heads.query)) {
        const at::Tensor ranges =
            layout.ranges.defined() ? layout.ranges : visibleRanges(layout, heads.query.device());
        return CudaAttention::apply(heads.query.contiguous(), heads.key.contiguous(),
                                    heads.value.contiguous(), ranges);
    }
    std::vector<at::Tensor> parts;
    for (int64_t s = 0; s < layout.sequences(); ++s) {
        const Sequence sequence = sequenceAt(layout, s);
        parts.push_back(referenceAttend(sequence.rows(heads.query), sequence.rows(heads.key),
                                        sequence.rows(heads.value), sequence.visible));
    }
    return at::cat(parts, 0);
}

at::Tensor cachedAttention(const HeadTensors& heads, const PackedLayout& layout,
                           const std::vector<int64_t>& slots, const std::vector<int64_t>& starts,
                           const KeyValueCache& cache) {
    const bool fast = useFastCpu(heads.query);
    const at::Tensor out = at::empty(
        {heads.query.size(1), heads.query.size(0) * heads.query.size(2)}, heads.query.options());
    if (useCudaAttention(heads.query)) {
        cuda::attendCached(
            {heads.query.contiguous(), heads.key.contiguous(), heads.value.contiguous()},
            placesInCache(layout, slots, starts, heads.query.device()), cache, out);
        return out;
    }
    forEachSequence(layout, [&](int64_t s, const Sequence& sequence) {
        const int64_t slot = slots[static_cast<size_t>(s)];
        appendToCache(sequence, heads, slot, starts[static_cast<size_t>(s)], cache);
        const int64_t visible = sequence.visible[sequence.length - 1];
        const at::Tensor keys = cache.keys.select(0, slot).narrow(1, 0, visible);
        const at::Tensor values = cache.values.select(0, slot).narrow(1, 0, visible);
        const at::Tensor rows = out.narrow(0, sequence.start, sequence.length);
        if (fast && sequence.length == 1) {
            cpu::attendOne(heads.query.select(1, sequence.start), keys, values, visible, rows);
        } else if (fast) {
            cpu::attendBlock(sequence.rows(heads.query), keys, values, sequence.visible, rows);
        } else {
            rows.copy_(referenceAttend(sequence.rows(heads.query), keys, values, sequence.visible));
        }
    });
    return out;
}

} // namespace ttt
