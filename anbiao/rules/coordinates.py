"""Coordinates: WGS-84 is stored; GCJ-02 (Chinese maps and phones, about 500 m off) is converted on the way in and out."""

from math import asin, cos, pi, radians, sin, sqrt

SEMI_MAJOR = 6378245.0  # metres, Krasovsky 1940, on which the offset is defined
MEAN_RADIUS = 6371008.8  # metres, IUGG
ECCENTRICITY = 0.00669342162296594323
CHINA = (73.66, 135.05, 3.86, 53.55)  # west, east, south, north, in degrees


def in_china(longitude: float, latitude: float) -> bool:
    """True inside the box in which GCJ-02 is shifted; outside it equals WGS-84."""
    west, east, south, north = CHINA
    return west <= longitude <= east and south <= latitude <= north


def to_gcj(longitude: float, latitude: float) -> tuple[float, float]:
    """WGS-84 → GCJ-02, both in degrees."""
    if not in_china(longitude, latitude):
        return longitude, latitude
    x, y = longitude - 105.0, latitude - 35.0
    waves = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    slope = 1.0 - ECCENTRICITY * sin(latitude / 180.0 * pi) ** 2
    north = north * 180.0 / ((SEMI_MAJOR * (1.0 - ECCENTRICITY)) / (slope * sqrt(slope)) * pi)
    east = east * 180.0 / (SEMI_MAJOR / sqrt(slope) * cos(latitude / 180.0 * pi) * pi)
    return longitude + east, latitude + north


def to_wgs(longitude: float, latitude: float) -> tuple[float, float]:
    """GCJ-02 → WGS-84 by three rounds of the shift taken back: right to a centimetre."""
    guess_x, guess_y = longitude, latitude
    for _ in range(3):
        shifted_x, shifted_y = to_gcj(guess_x, guess_y)
        guess_x, guess_y = guess_x + longitude - shifted_x, guess_y + latitude - shifted_y
    return guess_x, guess_y


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How far apart two places (longitude, latitude; WGS-84 degrees) lie on the ground, in metres: exact to half a per cent."""
    (x1, y1), (x2, y2) = ((radians(x), radians(y)) for x, y in (one, other))
    half = sin((y2 - y1) / 2) ** 2 + cos(y1) * cos(y2) * sin((x2 - x1) / 2) ** 2
    return 2 * MEAN_RADIUS * asin(sqrt(half))
