/* The functions of engine/functions.py that math.h does not have. */

static double sigmoid(double x) {
    const double e = exp(-fabs(x));
    return x >= 0.0 ? 1.0 / (1.0 + e) : e / (1.0 + e);
}

static double softplus(double x) {
    return (x < 0.0 ? 0.0 : x) + log1p(exp(-fabs(x)));
}

static double relu(double x) {
    return x < 0.0 ? 0.0 : x;
}

static double maximum(double x, double y) {
    return x < y || y != y ? y : x;
}

static double minimum(double x, double y) {
    return y < x || y != y ? y : x;
}
