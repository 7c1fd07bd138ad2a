"""Exact numbers as the text that a table shows."""

from fractions import Fraction


def rounded(number, digits):
    """Decimal text, half away from zero."""
    number = Fraction(number)
    scaled = abs(number) * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    sign = "-" if number < 0 and whole else ""
    if digits == 0:
        return f"{sign}{whole}"
    return f"{sign}{whole // 10**digits}.{whole % 10**digits:0{digits}d}"


def money(minor_units):
    return "" if minor_units is None else rounded(Fraction(minor_units, 100), 2)


def fraction(number):
    """Up to six decimals without trailing zeros."""
    if number is None:
        return ""
    text = rounded(number, 6).rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def known_sum(amounts):
    """Nothing at all sums to 0; where there are facts but no amount among them, it is missing."""
    known = [a for a in amounts if a is not None]
    return None if amounts and not known else sum(known)
