/* The machine: it runs programs that come as data, so it is compiled once, whatever the program.

   Each instruction works on a block of rows at a time: choosing the op costs little beside the
   block, and the loop over the block becomes vector instructions. An instruction reads registers
   (a, b, c), which hold a block of rows each, and one other number by its index s: a scalar, which
   is the same for all rows (a parameter or a constant), an input, a sum or a column.

   Every index is checked before a program arrives here (engine/machine.py). */

#include <fenv.h>
#include <math.h>
#include <stdint.h>

#include "functions.h"

enum { BLOCK = 64, VECTOR = 8 }; /* rows of a block; a part of a block is filled up to vectors */

/* Ops with a result: name, op of the program, operands in order, the result in row r.
   The operand s is a scalar, i an input. */
#define ROW_BY_ROW(OP)                                                                  \
    OP(LOAD, "load", "i", rows[(first + (r < count ? r : 0)) * inputs + at->s])         \
    OP(FILL, "fill", "s", scalars[at->s])                                               \
    OP(ADD, "+", "ab", a[r] + b[r])                                                     \
    OP(ADD_SCALAR, "+", "as", a[r] + scalars[at->s])                                    \
    OP(SUBTRACT, "-", "ab", a[r] - b[r])                                                \
    OP(SUBTRACT_SCALAR, "-", "as", a[r] - scalars[at->s])                               \
    OP(SUBTRACT_FROM_SCALAR, "-", "sa", scalars[at->s] - a[r])                          \
    OP(MULTIPLY, "*", "ab", a[r] * b[r])                                                \
    OP(MULTIPLY_SCALAR, "*", "as", a[r] * scalars[at->s])                               \
    OP(ADD_PRODUCT, "+*", "abc", a[r] + b[r] * c[r])                                    \
    OP(ADD_PRODUCT_SCALAR, "+*", "abs", a[r] + b[r] * scalars[at->s])                   \
    OP(DIVIDE, "/", "ab", a[r] / b[r])                                                  \
    OP(POWER, "**", "ab", pow(a[r], b[r]))                                              \
    OP(NEGATE, "neg", "a", -a[r])                                                       \
    OP(ABSOLUTE, "abs", "a", fabs(a[r]))                                                \
    OP(EXP, "exp", "a", exp(a[r]))                                                      \
    OP(LOG, "log", "a", log(a[r]))                                                      \
    OP(SQRT, "sqrt", "a", sqrt(a[r]))                                                   \
    OP(SIN, "sin", "a", sin(a[r]))                                                      \
    OP(COS, "cos", "a", cos(a[r]))                                                      \
    OP(TAN, "tan", "a", tan(a[r]))                                                      \
    OP(TANH, "tanh", "a", tanh(a[r]))                                                   \
    OP(SIGMOID, "sigmoid", "a", sigmoid(a[r]))                                          \
    OP(SOFTPLUS, "softplus", "a", softplus(a[r]))                                       \
    OP(RELU, "relu", "a", relu(a[r]))                                                   \
    OP(MAXIMUM, "maximum", "ab", maximum(a[r], b[r]))                                   \
    OP(MINIMUM, "minimum", "ab", minimum(a[r], b[r]))                                   \
    OP(LESS, "<", "ab", a[r] < b[r])                                                    \
    OP(LESS_EQUAL, "<=", "ab", a[r] <= b[r])                                            \
    OP(WHERE, "where", "abc", a[r] != 0.0 ? b[r] : c[r])

/* Ops that add a number of each row up: the operand t is a sum. */
#define SUMMED(OP)             \
    OP(SUM, "sum", "at", a[r]) \
    OP(DOT, "dot", "abt", a[r] * b[r])

#define NAME(name, op, operands, number) name,
#define SPELLING(name, op, operands, number) op " " operands "\n"

enum { ROW_BY_ROW(NAME) SUMMED(NAME) STORE };

/* The table, for the assembler to read: a line an op, in the order of their codes. */
const char machine_ops[] = ROW_BY_ROW(SPELLING) SUMMED(SPELLING) "store ak\n";

typedef struct {
    int32_t op, result, a, b, c, s;
} Instruction;

#define ROW_BY_ROW_CASE(name, op, operands, number)            \
    case name:                                                 \
        for (int64_t r = 0; r < width; r++) out[r] = (number); \
        break;

/* Row after row, as a loop in Python adds up, so that the sums have the same bits. */
#define SUMMED_CASE(name, op, operands, number)                   \
    case name: {                                                  \
        double total = totals[at->s];                             \
        for (int64_t r = 0; r < count; r++) total += (number);    \
        totals[at->s] = total;                                    \
        break;                                                    \
    }

/* Run a program over n rows, a block at a time.

   rows     n x inputs numbers
   totals   the result of each sum
   columns  for each column n numbers, the results of the rows

   Returns whether an op overflowed, divided by zero or left its domain. */
int machine_run(const Instruction *code, int64_t length, double *registers,
                const double *restrict scalars, const double *restrict rows, int64_t n,
                int64_t inputs, double *totals, int64_t sums, double *columns) {
    feclearexcept(FE_ALL_EXCEPT);
    for (int64_t i = 0; i < sums; i++) totals[i] = -0.0; /* -0.0 + x is x, whatever its sign */
    for (int64_t first = 0; first < n; first += BLOCK) {
        const int64_t count = n - first < BLOCK ? n - first : BLOCK;
        const int64_t width = (count + VECTOR - 1) / VECTOR * VECTOR;
        for (const Instruction *at = code; at < code + length; at++) {
            double *restrict out = registers + BLOCK * (int64_t)at->result;
            const double *a = registers + BLOCK * (int64_t)at->a;
            const double *b = registers + BLOCK * (int64_t)at->b;
            const double *c = registers + BLOCK * (int64_t)at->c;
            switch (at->op) {
                ROW_BY_ROW(ROW_BY_ROW_CASE)
                SUMMED(SUMMED_CASE)
            case STORE:
                for (int64_t r = 0; r < count; r++) columns[n * at->s + first + r] = a[r];
                break;
            }
        }
    }
    const int raised = fetestexcept(FE_OVERFLOW | FE_DIVBYZERO | FE_INVALID) != 0;
    feclearexcept(FE_ALL_EXCEPT);
    return raised;
}
