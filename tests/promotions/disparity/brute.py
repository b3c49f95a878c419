"""The figures of an audit a second time, straight from their formulas: whole numbers, fractions, loops over people. Slow and plain.

Nothing of `promotions.disparity` is used here. Where a formula needs a root or an integral, the equation is checked, not solved again.
"""

import math
from fractions import Fraction

Z = 1.959963984540054  # the normal quantile of 0.975


def hypergeometric(n1, n0, m):
    """P(X = x) of Fisher's test, as fractions."""
    lowest, highest = max(0, m - n0), min(m, n1)
    everything = math.comb(n1 + n0, m)
    return {x: Fraction(math.comb(n1, x) * math.comb(n0, m - x), everything) for x in range(lowest, highest + 1)}


def fisher(a, n1, c, n0):
    chances = hypergeometric(n1, n0, a + c)
    limit = chances[a] * Fraction(10_000_001, 10_000_000)
    return sum(chance for chance in chances.values() if chance <= limit)


def two_groups(a, n1, c, n0):
    """Every figure of two groups that has a closed form; None where it does not exist."""
    total, m = n1 + n0, a + c
    p1, p0 = (Fraction(a, n1) if n1 else None), (Fraction(c, n0) if n0 else None)
    chances = hypergeometric(n1, n0, m)
    less, more = (sum(chance for x, chance in chances.items() if side(x)) for side in (lambda x: x <= a, lambda x: x >= a))
    two_sided = fisher(a, n1, c, n0)
    figures = {
        "rate_focal": p1,
        "rate_ref": p0,
        "diff": p1 - p0 if n1 and n0 else None,
        "impact_ratio": p1 / p0 if n1 and p0 else None,
        "not_promoted_ratio": (1 - p1) / (1 - p0) if n1 and n0 and p0 != 1 else None,
        "fisher_p_two_sided": two_sided,
        "fisher_p_central": min(1, 2 * min(less, more)),
        "fisher_midp_central": min(1, 2 * min(less, more) - chances[a]),
        "fisher_midp_minlike": two_sided - chances[a] / 2,
        "p_table": chances[a],
        "fisher_one_sided_less": less,
        "shortfall_pool": Fraction(n1 * m, total) - a if total else 0,
        "shortfall_match_ref": n1 * p0 - a if n0 else None,
        "min_attainable_p": min(fisher(x, n1, m - x, n0) for x in chances),
        "flip_flop": Fraction(a + 1, n1) > Fraction(c - 1, n0) if n1 and n0 else None,
    }
    if n1 and n0:
        spread = math.sqrt(Fraction(m, total) * Fraction(total - m, total) * (Fraction(1, n1) + Fraction(1, n0)))
        figures["z_pooled"] = float(p1 - p0) / spread if spread else 0
        figures["z_p"] = math.erfc(abs(figures["z_pooled"]) / math.sqrt(2))
        figures["cohen_h"] = 2 * math.asin(math.sqrt(p1)) - 2 * math.asin(math.sqrt(p0))
        figures["power_to_detect_080"] = seen(2 * math.asin(math.sqrt(Fraction(4, 5) * p0)) - 2 * math.asin(math.sqrt(p0)), n1, n0)
        down = (n1 - a) * c
        figures["or_sample"] = a * (n0 - c) / down if down else (math.inf if a * (n0 - c) else None)
    return figures


def seen(h, n1, n0):
    """Power of a two-sided normal test at 5 %."""
    shift = abs(h) * math.sqrt(n1 * n0 / (n1 + n0))
    return (math.erfc((Z - shift) / math.sqrt(2)) + math.erfc((Z + shift) / math.sqrt(2))) / 2


def wilson_holds(promoted, people, limit):
    """How far the score equation (p̂ − p)² = z²·p(1−p)/n is from holding at a limit of Wilson's interval."""
    return (promoted / people - limit) ** 2 - Z * Z * limit * (1 - limit) / people


def score(a, n1, c, n0, ratio):
    """Miettinen and Nurminen's z² of a ratio: the constrained rates maximise the likelihood, found by thirds and no formula."""
    total = n1 + n0

    def log_likelihood(p0):
        p1 = ratio * p0
        parts = [(a, p1), (n1 - a, 1 - p1), (c, p0), (n0 - c, 1 - p0)]
        return sum(count * math.log(chance) for count, chance in parts if count) if all(x > 0 for k, x in parts if k) else -math.inf

    low, high = 0.0, min(1.0, 1 / ratio)
    for _ in range(300):
        third = (high - low) / 3
        if log_likelihood(low + third) < log_likelihood(high - third):
            low += third
        else:
            high -= third
    p0 = (low + high) / 2
    p1 = ratio * p0
    variance = (p1 * (1 - p1) / n1 + ratio * ratio * p0 * (1 - p0) / n0) * total / (total - 1)
    return (a / n1 - ratio * c / n0) ** 2 / variance


def fewest_moves(a, n1, c, n0, *, done):
    """How many promotions go over from the reference until `done` says so of the counts; None if never."""
    return next((k for k in range(min(c, n1 - a) + 1) if done(a + k, n1, c - k, n0)), None)


def verdict(p, ratio, low, shortfall, n1, n0, m, *, flip_flop):  # the six lines of the specification, in its order
    enough = n1 >= 10 and n0 >= 10 and m >= 5 and n1 + n0 - m >= 5 and n1 + n0 >= 30
    if p <= 0.05 and ratio is not None and ratio < 1:
        if not enough:
            return "Watch"
        return "Disparity likely" if ratio < Fraction(4, 5) and not flip_flop else "Watch"
    if not enough:
        return "Not enough data"
    if low is not None and low >= 0.8:
        return "No evidence"
    if ratio is not None and ratio < Fraction(4, 5) and shortfall >= 2 and p <= 0.2 and not flip_flop:
        return "Watch"
    return "Not enough data"


def strata(tables):
    """Sums of Mantel and Haenszel over [[focal yes, no], [reference yes, no]], as fractions; strata that say nothing left out."""
    kept = [(a, b, c, d, a + b + c + d) for (a, b), (c, d) in tables if a + b and c + d and a + c and b + d]
    shortfall = sum(Fraction((a + b) * (a + c), n) - a for a, b, c, d, n in kept)
    variance = sum(Fraction((a + b) * (c + d) * (a + c) * (b + d), n * n * (n - 1)) for a, b, c, d, n in kept)
    up, down = sum(Fraction(a * d, n) for a, _, _, d, n in kept), sum(Fraction(b * c, n) for _, b, c, _, n in kept)
    rate_up, rate_down = sum(Fraction(a * (c + d), n) for a, b, c, d, n in kept), sum(Fraction(c * (a + b), n) for a, b, c, d, n in kept)
    spread = sum(Fraction((a + c) * (a + b) * (c + d) - a * c * n, n * n) for a, b, c, d, n in kept)
    half = Fraction(1, 2)
    figures = {
        "shortfall_stratified": shortfall,
        "variance": variance,
        "cmh_stat_nocc": shortfall**2 / variance if variance else 0,
        "cmh_stat_cc": max(0, abs(shortfall) - half) ** 2 / variance if variance else 0,
        "people_dropped": sum(sum(map(sum, table)) for table in tables) - sum(n for *_, n in kept),
    }
    if up and down:
        robins = sum(
            Fraction(a + d, n) * Fraction(a * d, n) / (2 * up**2)
            + (Fraction(a + d, n) * Fraction(b * c, n) + Fraction(b + c, n) * Fraction(a * d, n)) / (2 * up * down)
            + Fraction(b + c, n) * Fraction(b * c, n) / (2 * down**2)
            for a, b, c, d, n in kept
        )
        figures |= dict(zip(("or_mh", "or_mh_low", "or_mh_high"), interval(up / down, robins), strict=True))
    if rate_up and rate_down:
        greenland = spread / (rate_up * rate_down)
        figures |= dict(zip(("rr_mh", "rr_mh_low", "rr_mh_high"), interval(rate_up / rate_down, greenland), strict=True))
    return figures


def general_association(strata):
    """Σ(a−E) and its covariance over all groups but the first, of [(promoted, people), …] a stratum; None where nothing can differ."""
    groups = range(1, len(strata[0]))
    gaps, covariance = [Fraction(0) for _ in groups], [[Fraction(0) for _ in groups] for _ in groups]
    for row in strata:
        m, total = sum(a for a, _ in row), sum(n for _, n in row)
        if total < 2:
            continue
        for i in groups:
            gaps[i - 1] += row[i][0] - Fraction(row[i][1] * m, total)
            for j in groups:
                both = row[i][1] * ((total if i == j else 0) - row[j][1])
                covariance[i - 1][j - 1] += Fraction(m * (total - m) * both, total * total * (total - 1))
    return (gaps, covariance) if any(map(any, covariance)) else None


def interval(value, variance):
    reach = math.exp(Z * math.sqrt(variance))
    return value, value / Fraction(reach), value * Fraction(reach)


def exact_strata(tables):
    """The exact conditional distribution of the focal promotions in all strata together, as fractions."""
    found = {0: Fraction(1)}
    for (a, b), (c, d) in tables:
        of_one = hypergeometric(a + b, c + d, a + c)
        sums = {}
        for x, here in found.items():
            for y, there in of_one.items():
                sums[x + y] = sums.get(x + y, 0) + here * there
        found = sums
    return found


def holm(p):
    """Holm's step-down as its definition says: k-th smallest × what is left, never below an earlier one."""
    return [min(1.0, max((sum(other >= one for other in p)) * one for one in p if one <= mine)) for mine in p]


def benjamini_hochberg(p):
    return [min(1.0, *(len(p) * one / sum(other <= one for other in p) for one in p if one >= mine)) for mine in p]


def pace(promotions, years, limit, tail):
    """P(X ≤ promotions) or P(X ≥ promotions) of a Poisson variable whose rate per 100 years is a limit."""
    mean = limit * years / 100
    chances = [math.exp(-mean) * mean**k / math.factorial(k) for k in range(promotions + 1)]
    return math.fsum(chances) if tail == "low" else 1 - math.fsum(chances[:-1])


def curve(rows):
    """Kaplan–Meier by a loop: [(month, at risk, promoted, S, Σ d/(n(n−d)))] of (entry, exit, status)."""
    found, staying, variance = [], Fraction(1), Fraction(0)
    for month in sorted({stop for _, stop, status in rows if status == 1}):
        risk = sum(start < month <= stop for start, stop, _ in rows)
        gone = sum(stop == month and status == 1 for _, stop, status in rows)
        staying *= 1 - Fraction(gone, risk)
        variance = math.inf if gone == risk else variance + Fraction(gone, risk * (risk - gone))
        found.append((month, risk, gone, staying, variance))
    return found


def incidence(rows, until):
    """Aalen–Johansen by a loop: shares promoted, left and staying by a month."""
    staying, shares = Fraction(1), {1: Fraction(0), 2: Fraction(0)}
    for month in sorted({stop for _, stop, status in rows if status and stop <= until}):
        risk = sum(start < month <= stop for start, stop, _ in rows)
        ended = {cause: Fraction(sum(stop == month and status == cause for _, stop, status in rows), risk) for cause in shares}
        for cause, share in ended.items():
            shares[cause] += staying * share
        staying *= 1 - sum(ended.values())
    return shares[1], shares[2], staying


def log_rank(strata):
    """Observed, expected and chi-square of the second of two groups, over strata of (group, entry, exit, status)."""
    observed = expected = variance = Fraction(0)
    for rows in strata:
        for month in sorted({stop for _, _, stop, status in rows if status == 1}):
            risk = [group for group, start, stop, _ in rows if start < month <= stop]
            gone = [group for group, _, stop, status in rows if stop == month and status == 1]
            n, d, n1 = len(risk), len(gone), sum(risk)
            observed += sum(gone)
            expected += Fraction(d * n1, n)
            variance += Fraction(d * (n - d) * n1 * (n - n1), n * n * (n - 1)) if n > 1 else 0
    return observed, expected, (observed - expected) ** 2 / variance if variance else None


def shrunk(units):
    """Log odds ratios with ½ added, DerSimonian and Laird's τ², μ and the shrunken values, of (a, n1, c, n0)."""
    cells = [(a + 0.5, n1 - a + 0.5, c + 0.5, n0 - c + 0.5) for a, n1, c, n0 in units]
    y, v = [math.log(a * d / (b * c)) for a, b, c, d in cells], [sum(1 / x for x in row) for row in cells]
    weights = [1 / x for x in v]
    mean = sum(w * x for w, x in zip(weights, y, strict=True)) / sum(weights)
    q = sum(w * (x - mean) ** 2 for w, x in zip(weights, y, strict=True))
    scale = sum(weights) - sum(w * w for w in weights) / sum(weights)
    tau2 = max(0.0, (q - (len(units) - 1)) / scale) if len(units) > 1 else 0.0
    again = [1 / (x + tau2) for x in v]
    mu = sum(w * x for w, x in zip(again, y, strict=True)) / sum(again)
    return q, tau2, mu, y, [(tau2 * x + s * mu) / (tau2 + s) for x, s in zip(y, v, strict=True)]
