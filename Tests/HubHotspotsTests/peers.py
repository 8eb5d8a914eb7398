"""Works the hub's statistics out with public packages: reads what the hub found as JSON on stdin, writes for each figure the
largest relative difference. esda and libpysal for Gi*, scipy for p and q, pymannkendall for trends, pyproj for the grid."""
import json
import sys
import warnings

warnings.filterwarnings("ignore")


def difference(ours, theirs):
    return max((abs(a - b) / max(1e-300, abs(a), abs(b)) for a, b in zip(ours, theirs, strict=True) if a != b), default=0)


def getis_ord(case):
    import numpy
    from esda import G_Local
    from libpysal.weights import W
    from scipy.stats import false_discovery_control, norm

    weights = W({area: others for area, others in enumerate(case["neighbours"])}, silence_warnings=True)
    found = G_Local(numpy.array(case["values"], dtype=float), weights, transform="B", permutations=0, star=True)
    scores = numpy.asarray(found.Zs)
    p = 2 * norm.sf(numpy.abs(scores))
    return {
        "z": difference(case["z"], scores), "p": difference(case["p"], 2 * norm.sf(numpy.abs(case["z"]))),
        "q": difference(case["q"], false_discovery_control(case["p"])), "areas": len(scores),
        "hot": int(((false_discovery_control(p) <= 0.05) & (scores > 0)).sum()),
    }


def trends(case):
    import pymannkendall

    tests = [
        pymannkendall.seasonal_test(series, period=12) if case["seasonal"] else pymannkendall.original_test(series)
        for series in case["series"]
    ]
    return {
        "z": difference(case["z"], [test.z for test in tests]), "p": difference(case["p"], [test.p for test in tests]),
        "tau": difference(case["tau"], [test.Tau for test in tests]), "areas": len(tests),
    }


def grid(case):
    from pyproj import Transformer

    # The seven-parameter transformation that OSGB itself gives, without the grid file.
    pipeline = Transformer.from_pipeline(case["pipeline"])
    east, north = pipeline.transform([p[0] for p in case["positions"]], [p[1] for p in case["positions"]])
    back = pipeline.transform(east, north, direction="INVERSE")
    official = Transformer.from_crs(4326, 27700, always_xy=True)
    other = official.transform([p[0] for p in case["positions"]], [p[1] for p in case["positions"]])
    apart = [((a - c) ** 2 + (b - d) ** 2) ** 0.5 for a, b, c, d in zip(east, north, *other)]
    return {
        "easting": difference([p[0] for p in case["points"]], east),
        "northing": difference([p[1] for p in case["points"]], north),
        "longitude": difference([p[0] for p in case["back"]], back[0]),
        "latitude": difference([p[1] for p in case["back"]], back[1]), "metres_from_epsg": max(apart),
        "areas": len(apart),
    }


cases = json.load(sys.stdin)
json.dump([{"getis_ord": getis_ord, "trends": trends, "grid": grid}[case["kind"]](case) for case in cases], sys.stdout)
