#include "core/kernels/prefix_attention.h"

#include "core/kernels/dispatch.h"
#include "core/kernels/prefix_softmax_cpu.h"

#include <algorithm>
#include <limits>
#include <torch/torch.h>

namespace ttt {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

// Rows and columns of the score matrix are cut into blocks; blocks that no row sees are never
// touched.
constexpr int64_t kBlock = 128;

// Consecutive rows of one sequence that are computed in one product: rows [begin, end) against
// columns [0, columns).
struct RowBlock {
    int64_t begin;
    int64_t end;
    int64_t columns;
};

std::vector<RowBlock> rowBlocks(const int32_t* visible, int64_t length) {
    std::vector<RowBlock> blocks;
    for (int64_t begin = 0; begin < length; begin += kBlock) {
        const int64_t end = std::min(begin + kBlock, length);
        const int64_t seen = (visible[end - 1] + kBlock - 1) / kBlock * kBlock;
        blocks.push_back({begin, end, std::min(seen, length)});
    }
    return blocks;
}

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

// weights [H, T, T] of one sequence, filled where a row block sees; out [H, T, D].
void attendSequence(const Sequence& sequence, const HeadTensors& heads, const at::Tensor& weights,
                    const at::Tensor& out) {
    const at::Tensor query = sequence.rows(heads.query);
    const at::Tensor key = sequence.rows(heads.key);
    const at::Tensor value = sequence.rows(heads.value);
    const at::Tensor result = sequence.rows(out);
    for (const RowBlock& block : rowBlocks(sequence.visible, sequence.length)) {
        const int64_t rows = block.end - block.begin;
        at::Tensor scores = weights.narrow(1, block.begin, rows).narrow(2, 0, block.columns);
        scores.copy_(at::bmm(query.narrow(1, block.begin, rows),
                             key.narrow(1, 0, block.columns).transpose(1, 2)));
        cpu::prefixSoftmax(scores, sequence.visible + block.begin);
        result.narrow(1, block.begin, rows)
            .copy_(at::bmm(scores, value.narrow(1, 0, block.columns)));
    }
}

// Turns weights [H, T, T] into the gradient of the scores, block by block, and writes the gradients
// of query, key and value.
void attendSequenceBackward(const Sequence& sequence, const HeadTensors& heads,
                            const at::Tensor& weights, const at::Tensor& gradOut,
                            const HeadTensors& grads) {
    const at::Tensor query = sequence.rows(heads.query);
    const at::Tensor key = sequence.rows(heads.key);
    const at::Tensor value = sequence.rows(heads.value);
    const at::Tensor gradResult = sequence.rows(gradOut);
    const at::Tensor gradScores = at::empty_like(weights);
    const std::vector<RowBlock> blocks = rowBlocks(sequence.visible, sequence.length);
    for (const RowBlock& block : blocks) {
        const int64_t rows = block.end - block.begin;
        const at::Tensor w = weights.narrow(1, block.begin, rows).narrow(2, 0, block.columns);
        const at::Tensor g = gradScores.narrow(1, block.begin, rows).narrow(2, 0, block.columns);
        g.copy_(at::bmm(gradResult.narrow(1, block.begin, rows),
                        value.narrow(1, 0, block.columns).transpose(1, 2)));
        cpu::prefixSoftmaxBackward(w, g, sequence.visible + block.begin);
        sequence.rows(grads.query)
            .narrow(1, block.begin, rows)
            .copy_(at::bmm(g, key.narrow(1, 0, block.columns)));
    }
    // A column block collects from all rows that see any of it; as prefixes never shrink these are
    // the rows from some block on.
    for (int64_t column = 0; column < sequence.length; column += kBlock) {
        const int64_t columns = std::min(kBlock, sequence.length - column);
        const auto first = std::ranges::find_if(
            blocks, [&](const RowBlock& block) { return block.columns > column; });
        const int64_t from = first->begin;
        const int64_t rows = sequence.length - from;
        const auto part = [&](const at::Tensor& matrix) {
            return matrix.narrow(1, from, rows).narrow(2, column, columns).transpose(1, 2);
        };
        sequence.rows(grads.key)
            .narrow(1, column, columns)
            .copy_(at::bmm(part(gradScores), query.narrow(1, from, rows)));
        sequence.rows(grads.value)
            .narrow(1, column, columns)
            .copy_(at::bmm(part(weights), gradResult.narrow(1, from, rows)));
    }
}

class FusedAttention : public torch::autograd::Function<FusedAttention> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& query,
                              const at::Tensor& key, const at::Tensor& value,
                              const PackedLayout* layout) {
        const HeadTensors heads{query, key, value};
        const at::Tensor out = at::empty_like(query);
        tensor_list saved{query, key, value};
        saved.resize(3 + static_cast<size_t>(layout->sequences()));
        forEachSequence(*layout, [&](int64_t s, const Sequence& sequence) {
            const at::Tensor weights =
                at::empty({query.size(0), sequence.length, sequence.length}, query.options());
            attendSequence(sequence, heads, weights, out);
            saved[3 + static_cast<size_t>(s)] = weights;
        });
        context->saved_data["layout"] = packLayout(*layout);
        context->save_for_backward(saved);
        return cpu::headsToTokens(out);
    }
    static tensor_list backward(AutogradContext* context, const tensor_list& gradients) {
        const auto saved = context->get_saved_variables();
        const PackedLayout layout = unpackLayout(context->saved_data["layout"].toTensor());
        const HeadTensors heads{saved[0], saved[1], saved[2]};
        const HeadTensors grads{at::empty_like(saved[0]), at::empty_like(saved[1]),
                                at::empty_like(saved[2])};
        const at::Tensor gradOut = cpu::tokensToHeads(gradients[0].contiguous(), saved[0].size(0));
        forEachSequence(layout, [&](int64_t s, const Sequence& sequence) {
            attendSequenceBackward(sequence, heads, saved[3 + static_cast<size_t>(s)], gradOut,
                                   grads);
        });
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

// A block of new positions against the cache.
at::Tensor attendBlock(const Sequence& sequence, const HeadTensors& heads, const at::Tensor& keys,
                       const at::Tensor& values) {
    const at::Tensor query = sequence.rows(heads.query);
    std::vector<at::Tensor> parts;
    for (int64_t begin = 0; begin < sequence.length; begin += kBlock) {
        const int64_t rows = std::min(kBlock, sequence.length - begin);
        const int64_t columns = sequence.visible[begin + rows - 1];
        const at::Tensor scores =
            at::bmm(query.narrow(1, begin, rows), keys.narrow(1, 0, columns).transpose(1, 2));
        cpu::prefixSoftmax(scores, sequence.visible + begin);
        parts.push_back(at::bmm(scores, values.narrow(1, 0, columns)));
    }
    return cpu::headsToTokens(at::cat(parts, 1));
}

} // namespace

at::Tensor prefixAttention(const HeadTensors& heads, const PackedLayout& layout) {
    if (useFastCpu(heads.query)) {
        return FusedAttention::apply(heads.query, heads.key, heads.value, &layout);
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
            rows.copy_(attendBlock(sequence, heads, keys, values));
        } else {
            rows.copy_(referenceAttend(sequence.rows(heads.query), keys, values, sequence.visible));
        }
    });
    return out;
}

} // namespace ttt
