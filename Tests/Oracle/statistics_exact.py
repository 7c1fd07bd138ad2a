"""Statistics with exact fractions, from their textbook definitions."""

from fractions import Fraction


def median(values):
    values = sorted(values)
    if not values:
        return None
    return Fraction(values[(len(values) - 1) // 2] + values[len(values) // 2], 2)


def nearest_rank(values, percent):
    """The smallest value with at least `percent` % of the values at or below it."""
    values = sorted(values)
    return next(
        v for k, v in enumerate(values, 1) if Fraction(k, len(values)) >= Fraction(percent, 100))


def wilson_free_share(values, top):
    """What the largest `top` make up of the sum."""
    total = sum(values)
    if total <= 0:
        return None
    return Fraction(sum(sorted(values, reverse=True)[:top]), total)


def aalen_johansen_won(observed, limit):
    """The share won by `limit` days; `observed` holds (days, won, lost or open)."""
    won, surviving = Fraction(0), Fraction(1)
    for time in sorted({t for t, _ in observed}):
        if time > limit:
            break
        at_risk = sum(1 for t, _ in observed if t >= time)
        wins = sum(1 for t, s in observed if t == time and s == "won")
        losses = sum(1 for t, s in observed if t == time and s == "lost")
        won += surviving * Fraction(wins, at_risk)
        surviving *= 1 - Fraction(wins + losses, at_risk)
    return won


def kaplan_meier_median(ended, still):
    """The first time by which half has ended; nothing while more than half still lasts."""
    surviving = Fraction(1)
    for time in sorted(set(ended)):
        at_risk = sum(1 for t in ended + still if t >= time)
        surviving *= 1 - Fraction(sum(1 for t in ended if t == time), at_risk)
        if surviving <= Fraction(1, 2):
            return time
    return None


def restricted_mean(ended, still, limit):
    """The area under the Kaplan-Meier curve up to a limit; behind the last time it stays level."""
    surviving, area, before = Fraction(1), Fraction(0), 0
    for time in sorted(set(ended)):
        if time >= limit:
            break
        area += surviving * (time - before)
        before = time
        at_risk = sum(1 for t in ended + still if t >= time)
        surviving *= 1 - Fraction(sum(1 for t in ended if t == time), at_risk)
    return area + surviving * (limit - before)


def xmr_signals(points):
    """Points beyond mean +/- 2.66 mean moving ranges, or the eighth or later of a run on one side."""
    mean = Fraction(sum(points), len(points))
    ranges = [abs(b - a) for a, b in zip(points, points[1:])]
    reach = Fraction(266, 100) * Fraction(sum(ranges), len(ranges))
    count, run, side = 0, 0, 0
    for point in points:
        new = (point > mean) - (point < mean)
        run = 0 if new == 0 else run + 1 if new == side else 1
        side = new
        count += abs(point - mean) > reach or run >= 8
    return count
