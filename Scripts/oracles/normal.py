"""Fits the polynomial of the normal distribution's tail in VectorMath.h: prints its coefficients and what Float32 makes of them."""
import math

import numpy as np

SLOPE, DEGREE, FARTHEST = 0.3, 7, 13.0


def scaled_tail(x):
    """(1 - Phi(x)) / exp(-x^2 / 2), in double precision."""
    return 0.5 * math.exp(x * x / 2) * math.erfc(x / math.sqrt(2))


def fit():
    """The coefficients of P, the lowest first, that make t P(t) the best relative approximation (Lawson's iteration)."""
    least = 1 / (1 + SLOPE * FARTHEST)
    t = (1 + least) / 2 + (1 - least) / 2 * np.cos(np.pi * (np.arange(4000) + 0.5) / 4000)
    wanted = np.array([scaled_tail((1 / v - 1) / SLOPE) / v for v in t])
    powers = np.vander(t, DEGREE + 1, increasing=True)
    weight = np.ones_like(t)
    for _ in range(60):
        scale = np.sqrt(weight) / wanted
        coefficients = np.linalg.lstsq(powers * scale[:, None], wanted * scale, rcond=None)[0]
        error = np.abs(powers @ coefficients / wanted - 1)
        weight *= error / error.max() + 1e-3
        weight /= weight.sum()
    return coefficients, error.max()


def check(coefficients):
    x = np.linspace(0, 9, 40001).astype(np.float32)
    t = np.float32(1) / (np.float32(1) + np.float32(SLOPE) * x)
    p = np.full_like(t, np.float32(coefficients[-1]))
    for c in coefficients[-2::-1]:
        p = p * t + np.float32(c)
    tail = p * t * np.exp(-0.5 * x.astype(np.float64) ** 2).astype(np.float32)
    exact = np.array([0.5 * math.erfc(v / math.sqrt(2)) for v in x.astype(float)])
    return np.abs(tail / exact - 1).max()


if __name__ == "__main__":
    found, error = fit()
    print("coefficients, the lowest first:", ", ".join(f"{c:.9g}" for c in found))
    print(f"relative error {error:.2g}, in Float32 {check(found):.2g}")
