"""Markdown tables and the plot."""

from performance.images import LISTED

SCENARIOS = (
    "download 20 kB",
    "download 200 kB",
    "download 5 MB",
    "upload 200 kB",
    "upload 5 MB",
    f"list {LISTED}",
    "link 200 kB",
    "put 200 kB",
    "describe",
    "download, 304",
)
READERS = "download 200 kB beside 200 slow readers"
UPLOADS = "64 × 20 MB at once"
SERVICES = {"native": "#1b6e3c", "before": "#8aa30b", "JVM": "#7a4fb5", "old service": "#c0392b", "nginx": "#555555"}


def ratio(figures, other):
    return f"{figures / other:.2f}" if other else "–"


def tables(medians, void):
    print("| scenario | connections | service | requests/s | × before | × old | × nginx | p50 ms | p99 ms | CPU s/1000 | peak MB |")
    print("|---|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    order = {name: place for place, name in enumerate((*SCENARIOS, READERS))}
    keys = [key for key in {**medians, **dict.fromkeys(void)} if len(key) == 3 and key[1] in order]
    for service, scenario, connections in sorted(keys, key=lambda k: (order[k[1]], k[2], list(SERVICES).index(k[0]))):
        row = medians.get((service, scenario, connections))
        if row is None:
            print(f"| {scenario} | {connections} | {service} | void | | | | | | | |")
            continue
        before, old, limit = (
            medians.get((name, scenario, connections), {}).get("rate") for name in ("before", "old service", "nginx")
        )
        print(
            f"| {scenario} | {connections} | {service} | {row['rate']:.0f} | {ratio(row['rate'], before)} | {ratio(row['rate'], old)} "
            f"| {ratio(row['rate'], limit)} | {row['p50']:.1f} | {row['p99']:.1f} | {row['cpu']:.2f} | {row['peak']:.0f} |"
        )
    print("\n| service | first image ms | 64 × 20 MB at once s | peak MB in it |")
    print("|---|--:|--:|--:|")
    for service in SERVICES:
        first = medians.get((service, "first image", 1))
        if first is None:
            continue
        row = medians.get((service, UPLOADS, 64))
        rest = f"{row['seconds']:.1f} | {row['peak']:.0f}" if row else "void | "
        print(f"| {service} | {first['seconds'] * 1000:.0f} | {rest} |")
    print()


def plot(medians, connections):
    """Plots requests per second against connections, with one panel and one scale for each scenario."""
    panels = [name for name in SCENARIOS if any(key[1] == name for key in medians)]
    parts = [panel(medians, name, connections, 300 * (i % 3), 220 * (i // 3)) for i, name in enumerate(panels)]
    legend = "".join(
        f'<text x="{20 + 120 * i}" y="{220 * -(-len(panels) // 3) + 16}" fill="{colour}">● {name}</text>'
        for i, (name, colour) in enumerate(SERVICES.items())
    )
    height = 220 * -(-len(panels) // 3) + 28
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 {height}" font-family="sans-serif" font-size="11">'
        f'<rect width="900" height="{height}" fill="#fff"/>{"".join(parts)}{legend}</svg>\n'
    )


def panel(medians, name, connections, left, top):
    most = max(row["rate"] for key, row in medians.items() if key[1] == name)
    xs = {count: left + 50 + i * 220 / max(1, len(connections) - 1) for i, count in enumerate(connections)}

    def y(rate):
        return top + 190 - 150 * rate / most

    parts = [f'<text x="{left + 50}" y="{top + 20}" font-weight="bold">{name}, at most {most:.0f}/s</text>']
    parts += [f'<text x="{x:.0f}" y="{top + 206}" text-anchor="middle">{count}</text>' for count, x in xs.items()]
    parts.append(f'<path d="M{left + 50} {top + 40}V{top + 190}H{left + 270}" fill="none" stroke="#999"/>')
    for service, colour in SERVICES.items():
        points = [(xs[c], y(medians[service, name, c]["rate"])) for c in connections if (service, name, c) in medians]
        line = " ".join(f"{x:.0f},{height:.0f}" for x, height in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.0f}" cy="{height:.0f}" r="3" fill="{colour}"/>' for x, height in points]
    return "".join(parts)
