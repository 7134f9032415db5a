/* The machine: it runs programs that come as data, so it is compiled once, whatever the program.

   Each instruction works on a block of rows at a time: choosing the op costs little beside the
   block, and the loop over the block becomes vector instructions. An instruction reads registers
   (a, b, c), which hold a block of rows each, and one other number by its index s: a scalar, which
   is the same for all rows (a parameter or a constant), an input, a sum or a column; u is a second
   scalar.

   Every index is checked before a program arrives here (`check` in engine/program/assembly.py). */

#include <fenv.h>
#include <math.h>
#include <stdint.h>

#include "functions.h"

enum { BLOCK = 128, VECTOR = 8 }; /* rows; a block that is not full is filled up to a vector */

/* Ops with a result: name, op of the program, form: the operands in order, the result in row r.
   In a form s and u are scalars, i is an input. */
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
    OP(ADD_TWO_PRODUCTS, "+*+*", "abscu",                                               \
       a[r] + b[r] * scalars[at->s] + c[r] * scalars[at->u])                            \
    OP(DIVIDE, "/", "ab", a[r] / b[r])                                                  \
    OP(POWER, "**", "ab", pow(a[r], b[r]))                                              \
    OP(NEGATE, "neg", "a", -a[r])                                                       \
    OP(ABSOLUTE, "abs", "a", fabs(a[r]))                                                \
    OP(EXP, "exp", "a", exp(a[r]))                                                      \
    OP(LOG, "log", "a", log(a[r]))                                                      \
    OP(LOG2, "log2", "a", log2(a[r]))                                                   \
    OP(LOG10, "log10", "a", log10(a[r]))                                                \
    OP(LOG1P, "log1p", "a", log1p(a[r]))                                                \
    OP(EXPM1, "expm1", "a", expm1(a[r]))                                                \
    OP(SQRT, "sqrt", "a", sqrt(a[r]))                                                   \
    OP(SIN, "sin", "a", sin(a[r]))                                                      \
    OP(COS, "cos", "a", cos(a[r]))                                                      \
    OP(TAN, "tan", "a", tan(a[r]))                                                      \
    OP(ARCSIN, "arcsin", "a", asin(a[r]))                                               \
    OP(ARCCOS, "arccos", "a", acos(a[r]))                                               \
    OP(ARCTAN, "arctan", "a", atan(a[r]))                                               \
    OP(ARCTAN2, "arctan2", "ab", atan2(a[r], b[r]))                                     \
    OP(SINH, "sinh", "a", sinh(a[r]))                                                   \
    OP(COSH, "cosh", "a", cosh(a[r]))                                                   \
    OP(TANH, "tanh", "a", tanh(a[r]))                                                   \
    OP(SIGMOID, "sigmoid", "a", sigmoid(a[r]))                                          \
    OP(SOFTPLUS, "softplus", "a", softplus(a[r]))                                       \
    OP(RELU, "relu", "a", relu(a[r]))                                                   \
    OP(MAXIMUM, "maximum", "ab", maximum(a[r], b[r]))                                   \
    OP(MINIMUM, "minimum", "ab", minimum(a[r], b[r]))                                   \
    OP(LESS, "<", "ab", a[r] < b[r])                                                    \
    OP(LESS_EQUAL, "<=", "ab", a[r] <= b[r])                                            \
    OP(WHERE, "where", "abc", a[r] != 0.0 ? b[r] : c[r])

/* Ops that add a number of each row up, for its mean: in a form t is a sum. */
#define SUMMED(OP)             \
    OP(SUM, "sum", "at", a[r]) \
    OP(DOT, "dot", "abt", a[r] * b[r])

#define NAME(name, op, form, number) name,
#define SPELLING(name, op, form, number) op " " form "\n"

enum { ROW_BY_ROW(NAME) SUMMED(NAME) STORE };

/* What Python has to know: the table of ops, a line each in the order of their codes, and sizes. */
const char machine_ops[] = ROW_BY_ROW(SPELLING) SUMMED(SPELLING) "store ak\n";

const int32_t machine_block = BLOCK, machine_vector = VECTOR;

typedef struct {
    int32_t op, result, a, b, c, s, u;
} Instruction;

#define ROW_BY_ROW_CASE(name, op, form, number)                \
    case name:                                                 \
        for (int64_t r = 0; r < width; r++) out[r] = (number); \
        break;

/* Row i is added to part i % VECTOR of the sum, so that additions need not wait for one another. */
#define SUMMED_CASE(name, op, form, number)                                         \
    case name: {                                                                    \
        double parts[VECTOR], *sum = machine->sums + VECTOR * (int64_t)at->s;       \
        int64_t group = 0;                                                          \
        for (int64_t part = 0; part < VECTOR; part++) parts[part] = sum[part];      \
        for (; group + VECTOR <= count; group += VECTOR)                            \
            for (int64_t r = group; r < group + VECTOR; r++)                        \
                parts[r - group] += (number);                                       \
        for (int64_t r = group; r < count; r++) parts[r - group] += (number);       \
        for (int64_t part = 0; part < VECTOR; part++) sum[part] = parts[part];      \
        break;                                                                      \
    }

/* A program, and the memory that it works in. */
typedef struct {
    const Instruction *code;
    int64_t length, inputs, sum_count;
    double *registers;
    const double *scalars;
    double *sums;  /* each in VECTOR parts */
    double *means; /* each sum divided by the number of rows */
} Machine;

static int64_t filled_up(int64_t count) { return (count + VECTOR - 1) / VECTOR * VECTOR; }

/* Run a program over n rows, a block at a time.

   rows     n x inputs numbers
   columns  for each column n numbers, the results of the rows

   Returns whether an op overflowed, divided by zero or left its domain. */
int machine_run(const Machine *machine, const double *restrict rows, int64_t n, double *columns) {
    const Instruction *end = machine->code + machine->length;
    const double *restrict scalars = machine->scalars;
    const int64_t inputs = machine->inputs;
    /* Registers are no wider than the rows that there are: of a few rows more stay in the cache. */
    const int64_t stride = filled_up(n < BLOCK ? n : BLOCK);
    feclearexcept(FE_ALL_EXCEPT);
    for (int64_t i = 0; i < VECTOR * machine->sum_count; i++)
        machine->sums[i] = -0.0; /* -0.0 + x is x, whatever its sign */
    for (int64_t first = 0; first < n; first += BLOCK) {
        const int64_t count = n - first < BLOCK ? n - first : BLOCK;
        const int64_t width = filled_up(count);
        for (const Instruction *at = machine->code; at < end; at++) {
            double *restrict out = machine->registers + stride * (int64_t)at->result;
            const double *a = machine->registers + stride * (int64_t)at->a;
            const double *b = machine->registers + stride * (int64_t)at->b;
            const double *c = machine->registers + stride * (int64_t)at->c;
            switch (at->op) {
                ROW_BY_ROW(ROW_BY_ROW_CASE)
                SUMMED(SUMMED_CASE)
            case STORE:
                for (int64_t r = 0; r < count; r++) columns[n * at->s + first + r] = a[r];
                break;
            }
        }
    }
    for (int64_t i = 0; i < machine->sum_count; i++) {
        const double *parts = machine->sums + VECTOR * i;
        double sum = parts[0];
        for (int64_t part = 1; part < VECTOR; part++) sum += parts[part];
        machine->means[i] = sum / (double)n;
    }
    const int raised = fetestexcept(FE_OVERFLOW | FE_DIVBYZERO | FE_INVALID) != 0;
    feclearexcept(FE_ALL_EXCEPT);
    return raised;
}
