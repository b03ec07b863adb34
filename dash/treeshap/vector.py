"""Additions of eight numbers at once, which numba's own loops do not make of such short runs."""

from __future__ import annotations

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

LANES = 8
_VECTOR = ir.VectorType(ir.FloatType(), LANES)


def _lanes(context, builder, array_type, array, position):
    data = context.make_array(array_type)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [position]), _VECTOR.as_pointer())


@intrinsic
def add_lanes(typingctx, target, at, table, p):
    """`target[at:at + 8] += table[p:p + 8]` for float32 arrays of one dimension."""
    signature = types.void(target, types.intp, table, types.intp)

    def codegen(context, builder, signature, args):
        to = _lanes(context, builder, signature.args[0], args[0], args[1])
        term = builder.load(_lanes(context, builder, signature.args[2], args[2], args[3]), align=4)
        builder.store(builder.fadd(builder.load(to, align=4), term), to, align=4)
        return context.get_dummy_value()

    return signature, codegen


@intrinsic
def add_four_lanes(typingctx, target, at, table, p, q, r, s):
    """The same with the sum of four places of the table."""
    place = types.intp
    signature = types.void(target, place, table, place, place, place, place)

    def codegen(context, builder, signature, args):
        to = _lanes(context, builder, signature.args[0], args[0], args[1])
        terms = [
            builder.load(_lanes(context, builder, signature.args[2], args[2], at), align=4)
            for at in args[3:]
        ]
        first, second = builder.fadd(terms[0], terms[1]), builder.fadd(terms[2], terms[3])
        total = builder.fadd(builder.load(to, align=4), builder.fadd(first, second))
        builder.store(total, to, align=4)
        return context.get_dummy_value()

    return signature, codegen
