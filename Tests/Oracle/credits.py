"""Who is credited with how much of a deal (rule C5)."""

from fractions import Fraction

from currencies import whole


def usable(credits):
    """Credits in force: revenue shares make one, and an overlay is beside them. Otherwise none is."""
    revenue = [share for _, share, is_overlay in credits if not is_overlay]
    return credits if not revenue or sum(revenue) == 1 else []


def parts(amount, credits):
    """The amount by credit; revenue parts add up to it, the largest remainders rounded up."""
    if amount is None:
        return None
    exact = [Fraction(amount) * share for _, share, _ in credits]
    floors = [value.numerator // value.denominator for value in exact]
    revenue = [n for n, (_, _, is_overlay) in enumerate(credits) if not is_overlay]
    missing = amount - sum(floors[n] for n in revenue)
    by_remainder = sorted(revenue, key=lambda n: (floors[n] - exact[n], n))
    for number in by_remainder[:missing]:
        floors[number] += 1
    return [
        floors[n] if n in revenue else whole(exact[n]) for n in range(len(credits))]
