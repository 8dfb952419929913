#include "core/adapt/co_training.h"

#include "core/adapt/batch_shards.h"
#include "core/base/error.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

namespace ttt {

namespace {

// The loss of one task's rows in a shard.
struct OwnLoss {
    size_t place; // of the task among those of the step
    LossTargets targets;
};

struct JointShard {
    PackedBatch packed;
    std::vector<OwnLoss> losses; // one a group, in the order of packed.groups
};

struct Drawn {
    size_t place;
    TokenSequence sequence;
};

// Rows, targets and weights of the loss from entry `begin` to `end`.
LossTargets slice(const LossTargets& targets, int64_t begin, int64_t end) {
    const auto cut = [&](const at::Tensor& t) { return t.narrow(0, begin, end - begin); };
    return {cut(targets.rows), cut(targets.targets), cut(targets.weights)};
}

struct LossExtent {
    int64_t count = 0;
    double weight = 0;
};

LossExtent lossOf(const TokenSequence& sequence) {
    LossExtent extent;
    for (size_t t = 0; t < sequence.targets.size(); ++t) {
        if (sequence.targets[t] == kNoTarget || sequence.lossWeights[t] <= 0) continue;
        ++extent.count;
        extent.weight += sequence.lossWeights[t];
    }
    return extent;
}

// `members`: what each task of the step is called by the model's adapters.
JointShard packJointly(std::span<Drawn> drawn, std::span<const size_t> members,
                       const at::Device& device) {
    JointShard shard;
    std::vector<TokenSequence> sequences;
    std::vector<int64_t> ends;
    int64_t row = 0;
    int64_t losses = 0;
    for (Drawn& one : drawn) {
        if (shard.losses.empty() || shard.losses.back().place != one.place) {
            shard.packed.groups.push_back({row, row, members[one.place]});
            shard.losses.push_back({one.place, {}});
            ends.push_back(losses);
        }
        row += one.sequence.length();
        losses += lossOf(one.sequence).count;
        shard.packed.groups.back().end = row;
        ends.back() = losses;
        sequences.push_back(std::move(one.sequence));
    }
    std::vector<RowGroup> groups = std::move(shard.packed.groups);
    shard.packed = packSequences(sequences, device);
    shard.packed.groups = std::move(groups);
    if (!device.is_cpu()) shard.packed.layout.ranges = visibleRanges(shard.packed.layout, device);
    int64_t begin = 0;
    for (size_t g = 0; g < ends.size(); ++g) {
        shard.losses[g].targets = slice(shard.packed.targets, begin, ends[g]);
        begin = ends[g];
    }
    return shard;
}

// Shards of whole tasks as far as they go.
std::vector<JointShard> packShards(std::vector<Drawn>& drawn, std::span<const size_t> members,
                                   const at::Device& device) {
    std::vector<int64_t> lengths;
    std::vector<size_t> owners;
    for (const Drawn& one : drawn) {
        lengths.push_back(one.sequence.length());
        owners.push_back(one.place);
    }
    std::vector<JointShard> shards;
    size_t begin = 0;
    for (const size_t end : shardEnds(lengths, owners, device)) {
        shards.push_back(
            packJointly(std::span(drawn).subspan(begin, end - begin), members, device));
        begin = end;
    }
    return shards;
}

} // namespace

CoTraining::CoTraining(const LanguageModel& base) : model_(base.clone(WeightUse::Frozen)) {
    if (!base.takesRowGroups()) {
        throw Error(ErrorKind::Internal, "co-training",
                    "found a model whose batches have rows of one task only");
    }
    for (const NamedTensor& weight : model_->weights()) weight.tensor.requires_grad_(false);
}

void CoTraining::add(LanguageModel& model, TestTimeTrainer& trainer) {
    const std::vector<LinearGroup*> own = model_->linearGroups();
    const std::vector<LinearGroup*> theirs = model.linearGroups();
    for (size_t g = 0; g < own.size(); ++g) {
        for (size_t p = 0; p < own[g]->parts.size(); ++p) {
            const auto& adapter = theirs.at(g)->parts.at(p).adapter;
            if (adapter) own[g]->parts[p].adaptersByTask.push_back(*adapter);
        }
    }
    trainers_.push_back(&trainer);
}

std::vector<CoTraining::Share> CoTraining::differentiate(std::span<const size_t> members) {
    std::vector<Share> shares(members.size());
    std::vector<double> weights(members.size(), 0);
    std::vector<Drawn> drawn;
    for (size_t i = 0; i < members.size(); ++i) {
        for (TokenSequence& sequence : trainers_.at(members[i])->drawBatch()) {
            shares[i].tokens += sequence.length();
            weights[i] += lossOf(sequence).weight;
            drawn.push_back({i, std::move(sequence)});
        }
    }
    const std::vector<JointShard> shards = packShards(drawn, members, model_->device());
    std::vector<std::vector<at::Tensor>> losses(shards.size());
    std::vector<std::vector<at::Tensor>> gradients(shards.size());
    forEachShard(*model_, shards.size(), [&](size_t s) {
        const at::AutoGradMode mode(true);
        const at::Tensor hidden = model_->forward(shards[s].packed, true);
        std::vector<at::Tensor> parameters;
        std::vector<at::Tensor> roots;
        for (const OwnLoss& own : shards[s].losses) {
            roots.push_back(lossShare(*model_, hidden, own.targets, weights[own.place], true));
            losses[s].push_back(roots.back().detach());
            for (const NamedTensor& p : trainers_[members[own.place]]->trainable()) {
                parameters.push_back(p.tensor);
            }
        }
        gradients[s] = torch::autograd::grad(roots, parameters);
    });
    for (const size_t member : members) clearGradients(trainers_[member]->trainable());
    for (size_t s = 0; s < shards.size(); ++s) {
        size_t next = 0;
        for (size_t g = 0; g < losses[s].size(); ++g) {
            const size_t place = shards[s].losses[g].place;
            shares[place].lossNats += losses[s][g].item<double>();
            for (const NamedTensor& p : trainers_[members[place]]->trainable()) {
                at::Tensor& sum = p.tensor.mutable_grad();
                const at::Tensor& part = gradients[s][next++];
                sum = sum.defined() ? sum.add_(part) : part;
            }
        }
    }
    return shares;
}

} // namespace ttt
