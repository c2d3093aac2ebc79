"""One attention block and one MLP block of a Llama, forward and backward by hand.

Owns the arithmetic and what is kept between the passes. Knows nothing of models.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import torch
from torch import nn

from naru_torch.model.merged import MergedLinears

_attend = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu
_attend_backward = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu_backward

_KEYS_AT_ONCE = 128


class Attention:
    """Weights of one attention block."""

    def __init__(self, layer: Any) -> None:
        attention = layer.self_attn
        norm = layer.input_layernorm
        inner = (attention.q_proj, attention.k_proj, attention.v_proj)
        self.qkv = MergedLinears(inner, norm.weight)
        self.out = MergedLinears([attention.o_proj])
        self.epsilon: float = norm.variance_epsilon
        self.size: int = attention.head_dim
        self.groups: int = attention.num_key_value_groups
        self.scale: float = attention.scaling
        self.kv_heads: int = attention.k_proj.out_features // self.size

    @property
    def parameters(self) -> list[nn.Parameter]:
        return [*self.qkv.parameters, *self.out.parameters]

    def refresh(self) -> None:
        self.qkv.refresh()
        self.out.refresh()

    def heads(self, qkv: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Views (kv_heads, groups, tokens, size) of q, k and v in (tokens, all their numbers).

        Queries that share keys are the `heads` of one `batch`, so keys are not copied.
        """
        tokens = qkv.shape[0]
        split = self.kv_heads * self.groups * self.size
        shared = self.kv_heads * self.size
        q = qkv[:, :split].view(tokens, self.kv_heads, self.groups, self.size)
        k = qkv[:, split : split + shared].view(tokens, self.kv_heads, 1, self.size)
        v = qkv[:, split + shared :].view(tokens, self.kv_heads, 1, self.size)
        shape = (self.kv_heads, self.groups, tokens, self.size)
        return (
            q.permute(1, 2, 0, 3),
            k.permute(1, 2, 0, 3).expand(shape),
            v.permute(1, 2, 0, 3).expand(shape),
        )

    def take_gradients(
        self,
        outer: torch.Tensor,
        q: torch.Tensor,
        k: torch.Tensor,
        v: torch.Tensor,
        mixed: torch.Tensor,
        log: torch.Tensor,
        into: torch.Tensor,
    ) -> None:
        """Writes one row's gradients of q, k and v, as views of `heads`, into (tokens, all).

        The kernel computes the masked half of a causal block too. Keys in pieces, each with the
        queries from its own first token on, leave most of it out: a quarter of the time at 400
        tokens. `log` and `mixed` are of all keys, so the pieces add up.
        """
        tokens, size = into.shape[0], self.size
        of_q = into[:, : self.kv_heads * self.groups * size]
        of_q = of_q.view(tokens, self.kv_heads, self.groups, size).permute(1, 2, 0, 3)
        of_k, of_v = into[:, -2 * self.kv_heads * size :].chunk(2, dim=1)
        for start in range(0, tokens, _KEYS_AT_ONCE):
            keys = slice(start, min(tokens, start + _KEYS_AT_ONCE))
            part_q, part_k, part_v = _attend_backward(
                outer[:, :, start:],
                q[:, :, start:],
                k[:, :, keys],
                v[:, :, keys],
                mixed[:, :, start:],
                log[:, :, start:],
                0.0,
                True,
                scale=self.scale,
            )
            if start == 0:
                of_q.copy_(part_q)
            else:
                of_q[:, :, start:].add_(part_q)
            for part, whole in ((part_k, of_k), (part_v, of_v)):
                shared = whole[keys].unflatten(1, (self.kv_heads, size))
                torch.sum(part.permute(2, 0, 1, 3), dim=2, out=shared)

    def turned(self, qkv: torch.Tensor) -> torch.Tensor:
        """The part of qkv that positions turn: (tokens, heads of q and k, size), a view."""
        heads = self.kv_heads * (self.groups + 1)
        return qkv[:, : heads * self.size].view(qkv.shape[0], heads, self.size)


class Mlp:
    """Weights of one MLP block."""

    def __init__(self, layer: Any) -> None:
        norm = layer.post_attention_layernorm
        self.gate_up = MergedLinears([layer.mlp.gate_proj, layer.mlp.up_proj], norm.weight)
        self.down = MergedLinears([layer.mlp.down_proj])
        self.epsilon: float = norm.variance_epsilon

    @property
    def parameters(self) -> list[nn.Parameter]:
        return [*self.gate_up.parameters, *self.down.parameters]

    def refresh(self) -> None:
        self.gate_up.refresh()
        self.down.refresh()


class AttentionBlock(torch.autograd.Function):
    """states + o_proj(attention(norm(states))), states being (tokens, hidden).

    turn:   cosine and sine of each token's position, (tokens, 1, size / 2)
    starts: where each row starts, and the end of the last; rows do not see one another
    first:  states come from the embedding, whose gradient nobody needs
    """

    @staticmethod
    def forward(
        ctx: Any,
        states: torch.Tensor,
        block: Attention,
        turn: tuple[torch.Tensor, torch.Tensor],
        starts: list[int],
        first: bool,
        *parameters: torch.Tensor,
    ) -> torch.Tensor:
        scale = _inverse_rms(states, block.epsilon)
        qkv = block.qkv.forward(states * scale)
        _turn(block.turned(qkv), *turn)
        q, k, v = block.heads(qkv)
        mixed = torch.empty(states.shape[0], block.out.weight.shape[1])
        whole = mixed.view(-1, block.kv_heads, block.groups, block.size).permute(1, 2, 0, 3)
        logs = []
        for start, end in pairwise(starts):
            piece = slice(start, end)
            values, log = _attend(
                q[:, :, piece], k[:, :, piece], v[:, :, piece], 0.0, True, scale=block.scale
            )
            whole[:, :, piece] = values
            logs.append(log)
        ctx.save_for_backward(states, scale, qkv, mixed, *logs)
        ctx.block, ctx.turn, ctx.starts, ctx.first = block, turn, starts, first
        return _added(states, mixed, block.out)

    @staticmethod
    def backward(ctx: Any, outer: torch.Tensor) -> tuple[Any, ...]:
        states, scale, qkv, mixed, *logs = ctx.saved_tensors
        block: Attention = ctx.block
        of_mixed = block.out.backward(outer)
        of_out = block.out.gradients(outer, mixed)
        of_qkv = torch.empty_like(qkv)
        shape = (-1, block.kv_heads, block.groups, block.size)
        of_whole = of_mixed.view(shape).permute(1, 2, 0, 3)
        whole = mixed.view(shape).permute(1, 2, 0, 3)
        views = (of_whole, *block.heads(qkv), whole)
        for (start, end), log in zip(pairwise(ctx.starts), logs, strict=True):
            piece = slice(start, end)
            row = (view[:, :, piece] for view in views)
            block.take_gradients(*row, log, of_qkv[piece])
        cos, sin = ctx.turn
        _turn(block.turned(of_qkv), cos, -sin)
        normed = states * scale
        of_inner = block.qkv.gradients(of_qkv, normed)
        if ctx.first:
            return None, None, None, None, None, *of_inner, *of_out
        of_normed = block.qkv.backward(of_qkv)
        of_states = _of_states(outer, of_normed, normed, scale)
        return of_states, None, None, None, None, *of_inner, *of_out


class MlpBlock(torch.autograd.Function):
    """states + down(silu(gate(norm(states))) * up(norm(states))), states being (tokens, hidden)."""

    @staticmethod
    def forward(
        ctx: Any, states: torch.Tensor, block: Mlp, *parameters: torch.Tensor
    ) -> torch.Tensor:
        scale = _inverse_rms(states, block.epsilon)
        gate_up = block.gate_up.forward(states * scale)
        gate, up = gate_up.chunk(2, dim=1)
        ctx.save_for_backward(states, scale, gate_up)
        ctx.block = block
        return _added(states, nn.functional.silu(gate).mul_(up), block.down)

    @staticmethod
    def backward(ctx: Any, outer: torch.Tensor) -> tuple[Any, ...]:
        states, scale, gate_up = ctx.saved_tensors
        block: Mlp = ctx.block
        gate, up = gate_up.chunk(2, dim=1)
        active = nn.functional.silu(gate)
        of_product = block.down.backward(outer)
        of_gate_up = torch.empty_like(gate_up)
        of_gate, of_up = of_gate_up.chunk(2, dim=1)
        torch.mul(of_product, active, out=of_up)
        of_down = block.down.gradients(outer, active.mul_(up))
        torch.ops.aten.silu_backward.grad_input(of_product.mul_(up), gate, grad_input=of_gate)
        normed = states * scale
        of_inner = block.gate_up.gradients(of_gate_up, normed)
        of_normed = block.gate_up.backward(of_gate_up)
        return _of_states(outer, of_normed, normed, scale), None, *of_inner, *of_down


def _added(states: torch.Tensor, inner: torch.Tensor, linear: MergedLinears) -> torch.Tensor:
    added = torch.addmm(states, inner, linear.weight.T)
    return added if linear.bias is None else added.add_(linear.bias)


def _inverse_rms(states: torch.Tensor, epsilon: float) -> torch.Tensor:
    norm = torch.linalg.vector_norm(states, dim=-1, keepdim=True)
    return norm.square_().div_(states.shape[-1]).add_(epsilon).rsqrt_()


def _of_states(
    outer: torch.Tensor, of_normed: torch.Tensor, normed: torch.Tensor, scale: torch.Tensor
) -> torch.Tensor:
    """The gradient of x in `x + f(x * scale)`, where scale is 1 / rms(x)."""
    along = torch.linalg.vecdot(of_normed, normed).div_(normed.shape[-1])[:, None]
    return of_normed.addcmul_(normed, along, value=-1).mul_(scale).add_(outer)


def _turn(heads: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> None:
    """Rotary positions (arXiv:2104.09864) in halves, in place.

    heads: (tokens, heads, size); cos, sin: (tokens, 1, size / 2)
    """
    left, right = heads.chunk(2, dim=-1)
    moved = left * sin
    left.mul_(cos).addcmul_(right, sin, value=-1)
    right.mul_(cos).add_(moved)
