// Made by .ci/generate-pages from Pages/Files; never edited.

/// The files of the server's own pages.
enum PageFiles {
    /// Every file by its name.
    static let all: [(name: StaticString, text: StaticString)] = [
        (
            "map.css",
            ####"""
            :root { color-scheme: light; --ink: #1b1b1b; --soft: #4a4a4a; --line: #6b6b6b; --accent: #0b4f8a; --focus: #b35900; }
            * { box-sizing: border-box; }
            body { margin: 0; color: var(--ink); background: #fff; font: 1rem/1.45 system-ui, sans-serif; }
            .skip { position: absolute; left: -100rem; background: #fff; padding: .5rem 1rem; z-index: 2000; }
            .skip:focus { left: .5rem; top: .5rem; }
            :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
            header, main, footer { padding: 0 1rem; }
            header { border-bottom: 1px solid var(--line); padding-bottom: .5rem; }
            h1 { font-size: 1.4rem; margin: .75rem 0; }
            h2 { font-size: 1.1rem; margin: .75rem 0 .5rem; }
            h3 { font-size: 1rem; margin: .75rem 0 .25rem; }
            #controls { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; }
            #controls label { display: grid; font-size: .875rem; gap: .15rem; }
            select, input, button { font: inherit; color: inherit; min-height: 2.5rem; padding: .3rem .5rem; border: 1px solid var(--line);
              border-radius: .25rem; background: #fff; max-width: 100%; }
            button { cursor: pointer; background: #eef3f8; }
            #status { margin: .5rem 0 0; min-height: 1.5rem; }
            #status.fault { font-weight: 600; color: #8c1127; }
            main { display: grid; grid-template-columns: minmax(0, 2fr) minmax(18rem, 1fr); gap: 0 1.5rem; }
            #map-region { grid-column: 1; }
            #panel { grid-column: 2; }
            #table-region { grid-column: 1 / -1; }
            #map { height: min(60vh, 36rem); border: 1px solid var(--line); background: #f7f7f5; }
            #map .place { background: none; border: 0; box-shadow: none; color: #222; font-weight: 600; text-shadow: 0 0 3px #fff, 0 0 3px #fff; }
            #map .place::before { display: none; }
            #map .sign { background: none; border: 0; }
            #map .sign svg, #map path.leaflet-interactive { cursor: pointer; }
            #legend { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; margin: .5rem 0; font-size: .875rem; }
            #legend li { display: flex; align-items: center; gap: .4rem; }
            dl { display: grid; grid-template-columns: auto 1fr; gap: .15rem .75rem; margin: 0; }
            dt { color: var(--soft); }
            dd { margin: 0; }
            #chart-box { margin-top: .75rem; }
            #chart { max-height: 14rem; }
            .wide { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; }
            caption { text-align: left; font-weight: 600; padding: .25rem 0; }
            th, td { text-align: left; padding: .2rem .5rem; border-bottom: 1px solid #ccc; font-weight: normal; }
            thead th { border-bottom: 2px solid var(--line); }
            thead button { border: 0; background: none; padding: .2rem 0; font-weight: 600; min-height: 2rem; }
            th[aria-sort="ascending"] button::after { content: " ▲"; }
            th[aria-sort="descending"] button::after { content: " ▼"; }
            td.number { text-align: right; font-variant-numeric: tabular-nums; }
            tbody button { border: 0; background: none; padding: 0; min-height: 1.75rem; text-align: left; color: var(--accent);
              text-decoration: underline; }
            tr.hot td, tr.hot th { font-weight: 600; }
            tr.chosen { background: #fff3d6; }
            #chart[hidden] { display: none !important; }
            .tools { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; margin: .25rem 0; }
            .tools input[type="checkbox"] { min-height: 0; width: 1.1rem; height: 1.1rem; vertical-align: middle; }
            dialog { max-width: min(32rem, calc(100vw - 2rem)); border: 2px solid var(--line); border-radius: .5rem; }
            dialog label { display: grid; gap: .25rem; }
            dialog .buttons { margin-top: 1rem; display: flex; flex-wrap: wrap; gap: .5rem; }
            footer { font-size: .875rem; color: var(--soft); border-top: 1px solid var(--line); margin-top: 1.5rem; }
            footer a, main a { color: var(--accent); }
            @media (max-width: 48rem) {
              main { grid-template-columns: minmax(0, 1fr); }
              #map-region, #panel, #table-region { grid-column: 1; }
              #controls { display: grid; grid-template-columns: 1fr 1fr; }
              #map { height: 55vh; }
            }
            @media print {
              .skip, #controls, .tools, #more-line, dialog, .leaflet-control-zoom, #chart { display: none !important; }
              main { display: block; }
              #map { height: 12cm; background: #fff; page-break-inside: avoid; }
              #map path, #map svg, #legend svg { filter: grayscale(1) contrast(1.4); }
              tbody button { color: #000; text-decoration: none; }
              tr { page-break-inside: avoid; }
            }
            @media (prefers-reduced-motion: reduce) { * { transition: none !important; animation: none !important; } }
            """####
        ),
        (
            "map.html",
            ####"""
            <!DOCTYPE html>
            <html lang="en-GB">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="hub-tiles" content="@tiles@">
            <title>Hotspot map, West Yorkshire</title>
            <link rel="icon" href="data:,">
            <link rel="stylesheet" href="/assets/leaflet.css">
            <link rel="stylesheet" href="/assets/map.css">
            <script src="/assets/leaflet.js" defer></script>
            <script src="/assets/chart.js" defer></script>
            <script src="/assets/map.js" defer></script>
            </head>
            <body>
            <a class="skip" href="#table-region">Skip the map, go to the table</a>
            <header>
            <h1>Hotspots in West Yorkshire</h1>
            <form id="controls" aria-label="What to show">
            <label>Theme <select id="theme"><option value="asb">Anti-social behaviour</option><option value="knife">Knife crime</option></select></label>
            <label>Area <select id="area"><option value="lsoa">LSOA</option><option value="msoa">MSOA</option><option value="ward">Ward</option><option value="district">District</option><option value="hex">Hexagon</option></select></label>
            <label>Window <select id="span"><option value="month">Month</option><option value="quarter">Quarter</option><option value="year">Year</option><option value="rolling">Rolling days</option></select></label>
            <label>Which <select id="window"></select></label>
            <label>Tier <select id="tier"><option value="public">Public</option><option value="partner">Partner</option><option value="exact">Exact</option></select></label>
            <button type="button" id="key-open">Key…</button>
            <button type="button" id="print">Print</button>
            </form>
            <dialog id="key-dialog" aria-labelledby="key-title">
            <form method="dialog">
            <h2 id="key-title">Your key</h2>
            <p>The key stays in this tab and goes to this hub alone. Without a key you see the public tier.</p>
            <label>Key <input id="key" type="password" autocomplete="off" spellcheck="false"></label>
            <div class="buttons"><button value="use">Use it</button> <button value="forget">Forget it</button> <button value="cancel">Cancel</button></div>
            </form>
            </dialog>
            <p id="status" role="status"></p>
            </header>
            <main>
            <section id="map-region" aria-labelledby="map-title">
            <h2 id="map-title">Map</h2>
            <div id="map" role="region" aria-label="Map; arrow keys move it, plus and minus zoom. The table below has the same areas."></div>
            <ul id="legend" aria-label="Legend">
            <li><svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true"><path d="M11 2 L20 19 L2 19 Z" fill="#8c1127" stroke="#000" stroke-width="2"/></svg> hot: significantly many</li>
            <li><svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true"><rect x="3" y="3" width="16" height="16" fill="url(#hatch)" stroke="#08408a" stroke-width="2" stroke-dasharray="4 2"/></svg> cold: significantly few</li>
            <li><svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true"><circle cx="11" cy="11" r="7" fill="#e4e4e4" stroke="#5a5a5a"/></svg> neither; larger means more records</li>
            <li><svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true"><circle cx="11" cy="11" r="7" fill="none" stroke="#5a5a5a" stroke-dasharray="1 3"/></svg> not computed</li>
            </ul>
            </section>
            <aside id="panel" aria-labelledby="panel-title">
            <h2 id="panel-title" tabindex="-1">Area</h2>
            <div id="panel-body"><p>Choose an area on the map or in the table.</p></div>
            <div id="chart-box" hidden><canvas id="chart" role="img" aria-label="Trend line"></canvas><div id="chart-table" class="wide" tabindex="0" role="region" aria-label="The trend as a table"></div></div>
            </aside>
            <section id="table-region" aria-labelledby="table-title" tabindex="-1">
            <h2 id="table-title">Table</h2>
            <p id="control-note" hidden>0 is none, * is 1 to 7 or hidden to protect another figure, other counts are to the nearest 5: they do not add up.</p>
            <p class="tools"><label>Find <input id="find" type="search" placeholder="name or code"></label>
            <label><input id="only" type="checkbox"> only hot and cold</label></p>
            <div class="wide" tabindex="0" role="region" aria-label="Areas as a table"><table id="table">
            <caption id="caption">Areas</caption>
            <thead><tr>
            <th scope="col" aria-sort="none"><button type="button" data-sort="name">Name</button></th>
            <th scope="col" aria-sort="none"><button type="button" data-sort="code">Code</button></th>
            <th scope="col" aria-sort="descending"><button type="button" data-sort="count">Count</button></th>
            <th scope="col" aria-sort="none"><button type="button" data-sort="significance">Significance</button></th>
            <th scope="col" aria-sort="none"><button type="button" data-sort="class">Class</button></th>
            </tr></thead>
            <tbody></tbody>
            </table></div>
            <p id="more-line"><button type="button" id="more">Show all rows</button></p>
            </section>
            </main>
            <footer><p>Contains public sector information licensed under the Open Government Licence v3.0. Contains National Statistics and OS data © Crown copyright and database right. <a href="/collections?f=html">The data behind the map</a></p></footer>
            <svg width="0" height="0" aria-hidden="true" focusable="false"><defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/><line x1="0" y1="0" x2="0" y2="6" stroke="#08408a" stroke-width="3"/></pattern></defs></svg>
            </body>
            </html>
            """####
        ),
        (
            "map.js",
            ####"""
            "use strict";
            (() => {
              const $ = (id) => document.getElementById(id);
              const rowsAtFirst = 200;
              const order = { hot: 0, cold: 1, none: 2, not_computed: 3 };
              const words = { hot: "▲ hot", cold: "▼ cold", none: "neither", not_computed: "not computed" };
              const state = { key: "", features: [], layers: new Map(), sort: "count", down: true, all: false, chosen: null, turn: 0 };

              // The key: from the address's fragment, which is never sent, then only in this tab.
              const given = /^#key=([A-Za-z0-9_]+)$/.exec(location.hash);
              if (given) {
                sessionStorage.setItem("hub-key", given[1]);
                history.replaceState(null, "", location.pathname);
              }
              state.key = sessionStorage.getItem("hub-key") || "";

              const map = L.map("map", { minZoom: 7, maxZoom: 17, zoomSnap: 0.5, attributionControl: false, fadeAnimation: false,
                zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches }).setView([53.74, -1.72], 9.5);
              const tiles = document.querySelector("meta[name=hub-tiles]").content;
              if (tiles) L.tileLayer(tiles).addTo(map);
              const areas = L.featureGroup().addTo(map);
              const places = L.layerGroup().addTo(map);
              let chart = null;

              class Refusal extends Error {}

              async function get(path) {
                const headers = { Accept: "application/geo+json, application/json" };
                if (state.key) headers.Authorization = "Bearer " + state.key;
                const response = await fetch(path, { headers });
                const body = await response.json();
                if (!response.ok) throw new Refusal(body.detail || "The hub answered with " + response.status + ".");
                return body;
              }

              function say(text, isFault) {
                $("status").textContent = text;
                $("status").classList.toggle("fault", Boolean(isFault));
              }

              const choice = (id) => $(id).value;
              const collection = (kind) => choice("theme") + "-" + (kind || choice("area")) + "-" + choice("span");
              const start = (label) => state.windows.get(label);

              function element(name, text, attributes) {
                const made = document.createElement(name);
                if (text !== undefined && text !== null) made.textContent = text;
                for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
                return made;
              }

              function countText(properties) {
                const count = properties.count;
                return count === undefined || count === null ? "–" : String(count);
              }
              const isControlled = () => choice("tier") !== "exact";
              const starred = "* (1 to 7, or hidden to protect another figure)";
              const shown = (value) => value === "*" ? starred : isControlled() && typeof value === "number" && value > 0 ? value + " (to the nearest 5)" : figure(value, 0);
              // What is hidden is at least 1: it lies between none and what is shown as a number.
              const countValue = (properties) => (typeof properties.count === "number" ? properties.count : properties.count === "*" ? 4 : -1);
              const significance = (properties) => properties.significance || "not_computed";

              // What there is to choose from.

              async function loadTiers() {
                const list = await get("/collections");
                const own = list.tier;
                const ranks = ["public", "partner", "exact"];
                for (const option of $("tier").options) option.disabled = ranks.indexOf(option.value) > ranks.indexOf(own);
                $("tier").value = own;
                await loadChoices();
              }

              async function loadChoices() {
                const list = await get("/collections?tier=" + choice("tier"));
                state.collections = new Map(list.collections.map((entry) => [entry.id, entry]));
                const ids = [...state.collections.keys()];
                for (const [id, place] of [["area", 1], ["span", 2]]) {
                  for (const option of $(id).options) option.disabled = !ids.some((name) => name.split("-")[place] === option.value);
                  if ($(id).selectedOptions[0].disabled) $(id).value = [...$(id).options].find((option) => !option.disabled).value;
                }
                // An area and a length of window that have something, where there are any.
                if (!(state.collections.get(collection()) || { windows: [] }).windows.length) {
                  const filled = list.collections.find((entry) => entry.windows.length && entry.id.startsWith(choice("theme")));
                  if (filled && !state.touched) {
                    $("area").value = filled.id.split("-")[1];
                    $("span").value = filled.id.split("-")[2];
                  }
                }
                await loadWindows();
              }

              async function loadWindows() {
                const entry = state.collections.get(collection());
                const former = choice("window");
                state.windows = new Map();
                $("window").replaceChildren();
                for (const label of entry ? entry.windows : []) {
                  $("window").append(new Option(windowText(label), label));
                }
                if (entry && entry.windows.includes(former)) $("window").value = former;
                $("window").disabled = !entry || !entry.windows.length;
                await loadFeatures();
              }

              const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

              // A window as people say it: a year is the 12 months that end with a quarter.
              function windowText(label) {
                const [span, value] = label.split(":");
                if (span === "rolling") return value.replace("@", " days to ");
                if (span === "month") return months[Number(value.slice(5)) - 1] + " " + value.slice(0, 4);
                const [year, quarter] = value.split("-Q");
                const last = months[Number(quarter) * 3 - 1] + " " + year;
                return span === "year" ? "12 months to " + last : months[Number(quarter) * 3 - 3] + " to " + last;
              }

              // What is shown.

              async function loadFeatures() {
                const turn = ++state.turn;
                const label = choice("window");
                areas.clearLayers();
                places.clearLayers();
                state.layers.clear();
                state.features = [];
                if (!label) {
                  const entry = state.collections.get(collection());
                  showTable();
                  clearPanel();
                  say((entry && entry.note) || "There is nothing to show here.");
                  return;
                }
                say("Loading…");
                const found = [];
                const day = dayWithin(label);
                let next = "/collections/" + collection() + "/items?limit=10000&datetime=" + day + "&tier=" + choice("tier");
                while (next) {
                  const page = await get(next);
                  found.push(...page.features.filter((feature) => feature.properties.window === label));
                  const link = page.links.find((entry) => entry.rel === "next");
                  next = link ? new URL(link.href).pathname + new URL(link.href).search : null;
                }
                if (turn !== state.turn) return;
                state.features = found;
                draw();
                showTable();
                clearPanel();
                const hot = found.filter((feature) => significance(feature.properties) === "hot").length;
                const first = found[0] && found[0].properties;
                say(found.length + " areas, " + hot + " hot" + (first ? "; revision " + first.revision + ", as of " +
                  first.as_of.slice(0, 16).replace("T", " ") + " UTC" + (first.complete ? "" : "; incomplete: not every partner has reported") : ""));
                labelPlaces(turn, day, label);
              }

              // Any day of a window, so that the server sends no other of the same length but overlapping ones.
              function dayWithin(label) {
                const [span, value] = label.split(":");
                if (span === "month") return value + "-01";
                if (span === "rolling") return value.split("@")[1];
                const [year, quarter] = value.split("-Q");
                return year + "-" + String(Number(quarter) * 3).padStart(2, "0") + "-01";
              }

              async function labelPlaces(turn, day, label) {
                try {
                  const id = collection("district");
                  if (!state.collections.has(id)) return;
                  const page = await get("/collections/" + id + "/items?datetime=" + day + "&tier=" + choice("tier"));
                  if (turn !== state.turn) return;
                  for (const feature of page.features.filter((entry) => entry.properties.window === label)) {
                    if (!feature.geometry) continue;
                    L.geoJSON(feature, { interactive: false, style: { color: "#777", weight: 1, fill: false } }).addTo(places);
                    L.marker(L.geoJSON(feature).getBounds().getCenter(), { interactive: false, keyboard: false, opacity: 0, icon: L.divIcon({ className: "sign" }) })
                      .bindTooltip(feature.properties.name, { permanent: true, direction: "center", className: "place", opacity: 1 })
                      .addTo(places);
                  }
                } catch (fault) {
                  if (!(fault instanceof Refusal)) throw fault;
                }
              }

              const styles = {
                hot: { color: "#000", weight: 2.5, fillColor: "#8c1127", fillOpacity: 0.85 },
                cold: { color: "#08408a", weight: 2, dashArray: "4 3", fillColor: "url(#hatch)", fillOpacity: 0.9 },
                none: { color: "#5a5a5a", weight: 0.8, fillColor: "#d8d8d8", fillOpacity: 0.45 },
                not_computed: { color: "#5a5a5a", weight: 1, dashArray: "1 4", fill: true, fillColor: "#fff", fillOpacity: 0.1 },
              };

              function sign(kind, size) {
                const half = size / 2;
                const shape = kind === "hot"
                  ? '<path d="M' + half + " 1 L" + (size - 1) + " " + (size - 1) + " L1 " + (size - 1) + ' Z" fill="#8c1127" stroke="#000" stroke-width="2"/>'
                  : '<rect x="1" y="1" width="' + (size - 2) + '" height="' + (size - 2) + '" fill="url(#hatch)" stroke="#08408a" stroke-width="2" stroke-dasharray="4 2"/>';
                return L.divIcon({ className: "sign", iconSize: [size, size],
                  html: '<svg width="' + size + '" height="' + size + '" viewBox="0 0 ' + size + " " + size + '" aria-hidden="true">' + shape + "</svg>" });
              }

              function draw() {
                const largest = Math.max(1, ...state.features.map((feature) => countValue(feature.properties)));
                // What is neither hot nor cold first, so that the others lie above it.
                const sorted = [...state.features].sort((a, b) => order[significance(b.properties)] - order[significance(a.properties)]);
                L.geoJSON({ type: "FeatureCollection", features: sorted.filter((feature) => feature.geometry) }, {
                  style: (feature) => styles[significance(feature.properties)],
                  pointToLayer: (feature, place) => {
                    const kind = significance(feature.properties);
                    const radius = 3 + 11 * Math.sqrt(Math.max(0, countValue(feature.properties)) / largest);
                    if (kind === "hot" || kind === "cold") {
                      return L.marker(place, { icon: sign(kind, Math.round(8 + radius * 1.4)), title: title(feature), alt: title(feature), keyboard: true });
                    }
                    return L.circleMarker(place, { ...styles[kind], radius });
                  },
                  onEachFeature: (feature, layer) => {
                    layer.on("click", () => choose(feature));
                    layer.on("keypress", (event) => { if (event.originalEvent.key === "Enter") choose(feature); });
                    layer.bindTooltip(title(feature), { sticky: true });
                    state.layers.set(feature.id, layer);
                  },
                }).eachLayer((layer) => areas.addLayer(layer));
                for (const feature of state.features) {
                  const node = state.layers.get(feature.id) && state.layers.get(feature.id).getElement && state.layers.get(feature.id).getElement();
                  if (!node) continue;
                  const kind = significance(feature.properties);
                  if (kind === "hot" || kind === "cold") {
                    node.setAttribute("role", "button");
                    node.setAttribute("tabindex", "0");
                    node.setAttribute("aria-label", title(feature));
                    if (node.tagName.toLowerCase() === "path") {
                      node.addEventListener("keydown", (event) => { if (event.key === "Enter") choose(feature); });
                    }
                  } else {
                    node.setAttribute("aria-hidden", "true");
                  }
                }
                if (areas.getLayers().length) map.fitBounds(areas.getBounds(), { padding: [12, 12], animate: false });
              }

              const title = (feature) => feature.properties.name + ": " + countText(feature.properties) + ", " +
                words[significance(feature.properties)].replace(/^[▲▼] /, "");

              // The table: the same areas.

              function rows() {
                const text = $("find").value.trim().toLowerCase();
                const list = state.features.filter((feature) => {
                  const properties = feature.properties;
                  if ($("only").checked && order[significance(properties)] > 1) return false;
                  return !text || properties.name.toLowerCase().includes(text) || properties.code.toLowerCase().includes(text);
                });
                const value = {
                  name: (feature) => feature.properties.name, code: (feature) => feature.properties.code,
                  count: (feature) => countValue(feature.properties), significance: (feature) => -order[significance(feature.properties)],
                  class: (feature) => feature.properties.class || "",
                }[state.sort];
                const sign = state.down ? -1 : 1;
                return list.sort((a, b) => {
                  const [left, right] = [value(a), value(b)];
                  const compared = typeof left === "number" ? left - right : left.localeCompare(right);
                  return sign * compared || a.properties.code.localeCompare(b.properties.code);
                });
              }

              function showTable() {
                const list = rows();
                const part = state.all ? list : list.slice(0, rowsAtFirst);
                $("caption").textContent = $("theme").selectedOptions[0].text + " by " + $("area").selectedOptions[0].text + ", " +
                  (choice("window") ? windowText(choice("window")) : "no window") + ": " + part.length + " of " + list.length + " areas";
                const body = $("table").tBodies[0];
                body.replaceChildren(...part.map((feature) => {
                  const properties = feature.properties;
                  const row = element("tr", null, { class: significance(properties), "data-id": feature.id });
                  if (state.chosen === feature.id) row.classList.add("chosen");
                  const head = element("th", null, { scope: "row" });
                  const button = element("button", properties.name, { type: "button" });
                  button.addEventListener("click", () => choose(feature, true));
                  head.append(button);
                  row.append(head, element("td", properties.code), element("td", countText(properties), { class: "number" }),
                    element("td", words[significance(properties)]), element("td", classText(properties)));
                  return row;
                }));
                $("more-line").hidden = part.length === list.length;
                $("control-note").hidden = !isControlled();
              }

              const classText = (properties) => properties.class ? String(properties.class).replace(/_/g, " ") : "–";

              // The panel: one area.

              function clearPanel() {
                state.chosen = null;
                $("panel-title").textContent = "Area";
                $("panel-body").replaceChildren(element("p", "Choose an area on the map or in the table."));
                $("chart-box").hidden = true;
              }

              function describe(list) {
                const made = element("dl");
                for (const [name, text] of list) if (text !== undefined && text !== null && text !== "") made.append(element("dt", name), element("dd", String(text)));
                return made;
              }

              const figure = (value, digits) => typeof value === "number" ? value.toLocaleString("en-GB", { maximumFractionDigits: digits }) : value;

              async function choose(feature, fromTable) {
                const turn = state.turn;
                state.chosen = feature.id;
                const properties = feature.properties;
                $("panel-title").textContent = properties.name;
                const score = properties.gi_star || {};
                const trend = properties.trend || {};
                $("panel-body").replaceChildren(describe([
                  ["Code", properties.code], ["Window", windowText(properties.window)], ["Records", shown(properties.count)],
                  ["Rate per 1,000", properties.rate_per_1000 === "*" ? "*" : figure(properties.rate_per_1000, 2)],
                  ["Significance", words[significance(properties)] + (score.reason ? " (" + score.reason.replace(/_/g, " ") + ")" : "")],
                  ["Gi* z", figure(score.z, 2)], ["q", score.q < 0.0001 ? "below 0.0001" : figure(score.q, 4)], ["Class", classText(properties)],
                  ["Trend", trend.reason ? "not computed (" + trend.reason.replace(/_/g, " ") + ")" : trend.tau !== undefined ? "τ " + figure(trend.tau, 2) + ", p " + (trend.p < 0.0001 ? "below 0.0001" : figure(trend.p, 4)) : null],
                  ["By night", shown(properties.night)], ["By day", shown(properties.day)],
                  ["Completeness", properties.complete ? "every partner has reported" : "incomplete: not every partner has reported for the whole window"],
                  ["Revision", properties.revision + ", as of " + properties.as_of],
                ]));
                for (const row of $("table").tBodies[0].rows) row.classList.toggle("chosen", row.dataset.id === feature.id);
                const layer = state.layers.get(feature.id);
                if (fromTable && layer) map.panTo(layer.getLatLng ? layer.getLatLng() : layer.getBounds().getCenter(), { animate: false });
                if (fromTable) $("panel-title").focus();
                try {
                  await Promise.all([drawTrend(feature), restsOn(feature)]);
                } catch (fault) {
                  if (turn === state.turn) report(fault);
                }
              }

              async function drawTrend(feature) {
                const spans = choice("span") === "rolling" ? "month" : choice("span");
                const id = choice("theme") + "-" + choice("area") + "-" + spans;
                if (!state.collections.has(id)) return;
                const page = await get("/collections/" + id + "/items?limit=60&code=" + encodeURIComponent(feature.properties.code) + "&tier=" + choice("tier"));
                if (state.chosen !== feature.id) return;
                const steps = page.features.map((entry) => entry.properties).reverse();
                $("chart-box").hidden = steps.length === 0;
                const labels = steps.map((step) => windowText(step.window));
                // Where every count is hidden, or there is one alone, a line says nothing: the table does.
                $("chart").hidden = steps.filter((step) => typeof step.count === "number").length < 2;
                const shape = { hot: "triangle", cold: "rect", none: "circle", not_computed: "circle" };
                if (chart) chart.destroy();
                chart = new Chart($("chart"), {
                  type: "line",
                  data: { labels, datasets: [{ label: "Records", data: steps.map((step) => typeof step.count === "number" ? step.count : null),
                    borderColor: "#0b4f8a", backgroundColor: steps.map((step) => step.significance === "hot" ? "#8c1127" : "#fff"),
                    pointStyle: steps.map((step) => shape[significance(step)]), pointRadius: steps.map((step) => order[significance(step)] < 2 ? 7 : 4), tension: 0 }] },
                  options: { animation: false, responsive: true, plugins: { legend: { display: false } }, scales: { y: { beginAtZero: true, ticks: { precision: 0 } } } },
                });
                $("chart").setAttribute("aria-label", "Trend line of " + feature.properties.name + ", " + steps.length + " windows; the table below has the figures");
                const table = element("table");
                table.append(element("caption", "Records by window"));
                const head = element("thead");
                const line = element("tr");
                line.append(...["Window", "Records", "Significance"].map((name) => element("th", name, { scope: "col" })));
                head.append(line);
                const body = element("tbody");
                for (const step of [...steps].reverse().slice(0, 12)) {
                  const row = element("tr");
                  row.append(element("th", windowText(step.window), { scope: "row" }), element("td", countText(step), { class: "number" }), element("td", words[significance(step)]));
                  body.append(row);
                }
                table.append(head, body);
                $("chart-table").replaceChildren(table);
              }

              // What the figure rests on, as the whole summary says it.
              async function restsOn(feature) {
                const label = choice("window");
                const name = [collection(), label, choice("tier")].join(" ");
                if (!state.summary || state.summary.name !== name) {
                  const document = await get("/feeds/hotspots?format=json&theme=" + choice("theme") + "&area=" + choice("area") + "&window=" +
                    encodeURIComponent(label) + "&tier=" + choice("tier"));
                  state.summary = { name, completeness: document.completeness, totals: document.totals };
                }
                if (state.chosen !== feature.id) return;
                const { completeness, totals } = state.summary;
                const partners = ((completeness && completeness.partners) || []).map((entry) => [entry.partner + ", " + entry.type,
                  (entry.messages === undefined ? "" : entry.messages + " records; ") + (entry.whole ? "whole" : "not whole")]);
                $("panel-body").append(element("h3", "What it rests on"), describe(partners),
                  describe([["Without a place", totals && totals.unlocated], ["Outside the county", totals && totals.outside]]));
              }

              function report(fault) {
                say(fault instanceof Refusal ? fault.message : "The hub cannot be reached; try again.", true);
              }
              const doing = (work) => () => { Promise.resolve(work()).catch(report); };

              for (const id of ["theme", "area", "span"]) $(id).addEventListener("change", doing(() => { state.touched = true; return loadWindows(); }));
              $("window").addEventListener("change", doing(loadFeatures));
              $("tier").addEventListener("change", doing(loadChoices));
              $("find").addEventListener("input", showTable);
              $("only").addEventListener("change", showTable);
              $("more").addEventListener("click", () => { state.all = true; showTable(); });
              $("print").addEventListener("click", () => { state.all = true; showTable(); window.print(); });
              for (const button of document.querySelectorAll("thead button[data-sort]")) {
                button.addEventListener("click", () => {
                  const same = state.sort === button.dataset.sort;
                  state.down = same ? !state.down : button.dataset.sort === "count" || button.dataset.sort === "significance";
                  state.sort = button.dataset.sort;
                  for (const other of document.querySelectorAll("thead button[data-sort]")) {
                    other.parentElement.setAttribute("aria-sort", other === button ? (state.down ? "descending" : "ascending") : "none");
                  }
                  showTable();
                });
              }
              $("controls").addEventListener("submit", (event) => event.preventDefault());
              $("key-open").addEventListener("click", () => { $("key").value = ""; $("key-dialog").showModal(); });
              $("key-dialog").addEventListener("close", doing(() => {
                const answer = $("key-dialog").returnValue;
                const typed = $("key").value.trim();
                $("key").value = "";
                if (answer === "use" && typed) sessionStorage.setItem("hub-key", typed);
                else if (answer === "forget") sessionStorage.removeItem("hub-key");
                else return undefined;
                state.key = sessionStorage.getItem("hub-key") || "";
                return loadTiers();
              }));
              doing(loadTiers)();
            })();
            """####
        ),
        (
            "openapi.json",
            ####"""
            {
             "openapi": "3.0.3",
             "info": {
              "title": "Hub of the Serious Violence Duty, West Yorkshire",
              "version": "1.0.0",
              "description": "Hotspots as OGC API - Features Part 1, single summaries, changes; for partners ingest of events and their mailbox. Without a key or a client certificate what the public tier may see is served. A limit above 10,000 is cut to it.",
              "license": {
               "name": "Data: Open Government Licence v3.0",
               "url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
              }
             },
             "servers": [
              {
               "url": "/"
              }
             ],
             "tags": [
              {
               "name": "Features",
               "description": "OGC API - Features Part 1"
              },
              {
               "name": "Feeds",
               "description": "Summaries as published"
              },
              {
               "name": "Quarters",
               "description": "Quarterly returns and ASB case reviews"
              },
              {
               "name": "Partners",
               "description": "Sending and receiving messages"
              },
              {
               "name": "Operation",
               "description": "For operators"
              }
             ],
             "paths": {
              "/": {
               "get": {
                "operationId": "getLandingPage",
                "summary": "The landing page",
                "tags": [
                 "Features"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/f"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "Links to everything",
                  "content": {
                   "application/json": {
                    "schema": {
                     "$ref": "#/components/schemas/landingPage"
                    }
                   },
                   "text/html": {
                    "schema": {
                     "type": "string"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/conformance": {
               "get": {
                "operationId": "getConformance",
                "summary": "What the API conforms to",
                "tags": [
                 "Features"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/f"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "Conformance classes",
                  "content": {
                   "application/json": {
                    "schema": {
                     "$ref": "#/components/schemas/conformance"
                    }
                   },
                   "text/html": {
                    "schema": {
                     "type": "string"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/api": {
               "get": {
                "operationId": "getAPI",
                "summary": "This document",
                "tags": [
                 "Features"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/f"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "OpenAPI 3.0",
                  "content": {
                   "application/vnd.oai.openapi+json;version=3.0": {
                    "schema": {
                     "type": "object"
                    }
                   },
                   "text/html": {
                    "schema": {
                     "type": "string"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/collections": {
               "get": {
                "operationId": "getCollections",
                "summary": "The collections of a tier",
                "tags": [
                 "Features"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/f"
                 },
                 {
                  "$ref": "#/components/parameters/tier"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "The collections",
                  "content": {
                   "application/json": {
                    "schema": {
                     "$ref": "#/components/schemas/collections"
                    }
                   },
                   "text/html": {
                    "schema": {
                     "type": "string"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 },
                 "403": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/collections/{collectionId}": {
               "get": {
                "operationId": "describeCollection",
                "summary": "One collection",
                "tags": [
                 "Features"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/collectionId"
                 },
                 {
                  "$ref": "#/components/parameters/f"
                 },
                 {
                  "$ref": "#/components/parameters/tier"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "The collection",
                  "content": {
                   "application/json": {
                    "schema": {
                     "$ref": "#/components/schemas/collection"
                    }
                   },
                   "text/html": {
                    "schema": {
                     "type": "string"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 },
                 "403": {
                  "$ref": "#/components/responses/problem"
                 },
                 "404": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/collections/{collectionId}/items": {
               "get": {
                "operationId": "getFeatures",
                "summary": "Features of a collection, the latest window first",
                "tags": [
                 "Features"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/collectionId"
                 },
                 {
                  "$ref": "#/components/parameters/limit"
                 },
                 {
                  "$ref": "#/components/parameters/bbox"
                 },
                 {
                  "$ref": "#/components/parameters/datetime"
                 },
                 {
                  "$ref": "#/components/parameters/offset"
                 },
                 {
                  "$ref": "#/components/parameters/code"
                 },
                 {
                  "$ref": "#/components/parameters/f"
                 },
                 {
                  "$ref": "#/components/parameters/tier"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "A page of features",
                  "headers": {
                   "ETag": {
                    "description": "Validator for If-None-Match",
                    "schema": {
                     "type": "string"
                    }
                   }
                  },
                  "content": {
                   "application/geo+json": {
                    "schema": {
                     "$ref": "#/components/schemas/featureCollection"
                    }
                   },
                   "text/html": {
                    "schema": {
                     "type": "string"
                    }
                   }
                  }
                 },
                 "304": {
                  "description": "As the client has it already"
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 },
                 "403": {
                  "$ref": "#/components/responses/problem"
                 },
                 "404": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/collections/{collectionId}/items/{featureId}": {
               "get": {
                "operationId": "getFeature",
                "summary": "One feature",
                "tags": [
                 "Features"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/collectionId"
                 },
                 {
                  "$ref": "#/components/parameters/featureId"
                 },
                 {
                  "$ref": "#/components/parameters/f"
                 },
                 {
                  "$ref": "#/components/parameters/tier"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "The feature",
                  "headers": {
                   "ETag": {
                    "description": "Validator for If-None-Match",
                    "schema": {
                     "type": "string"
                    }
                   }
                  },
                  "content": {
                   "application/geo+json": {
                    "schema": {
                     "$ref": "#/components/schemas/feature"
                    }
                   },
                   "text/html": {
                    "schema": {
                     "type": "string"
                    }
                   }
                  }
                 },
                 "304": {
                  "description": "As the client has it already"
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 },
                 "403": {
                  "$ref": "#/components/responses/problem"
                 },
                 "404": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/feeds/hotspots": {
               "get": {
                "operationId": "getHotspots",
                "summary": "One summary, as published",
                "tags": [
                 "Feeds"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/theme"
                 },
                 {
                  "$ref": "#/components/parameters/area"
                 },
                 {
                  "$ref": "#/components/parameters/window"
                 },
                 {
                  "$ref": "#/components/parameters/format"
                 },
                 {
                  "$ref": "#/components/parameters/tier"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "The summary",
                  "headers": {
                   "ETag": {
                    "description": "Validator for If-None-Match",
                    "schema": {
                     "type": "string"
                    }
                   }
                  },
                  "content": {
                   "application/json": {
                    "schema": {
                     "$ref": "#/components/schemas/summary"
                    }
                   },
                   "application/geo+json": {
                    "schema": {
                     "$ref": "#/components/schemas/featureCollectionOfSummary"
                    }
                   },
                   "text/csv": {
                    "schema": {
                     "type": "string"
                    }
                   },
                   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
                    "schema": {
                     "type": "string",
                     "format": "binary"
                    }
                   }
                  }
                 },
                 "304": {
                  "description": "As the client has it already"
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 },
                 "403": {
                  "$ref": "#/components/responses/problem"
                 },
                 "404": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/quarters": {
               "get": {
                "operationId": "getQuarters",
                "summary": "The quarters there are",
                "tags": [
                 "Quarters"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/f"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "The quarters there are",
                  "content": {
                   "application/json": {
                    "schema": {
                     "$ref": "#/components/schemas/quarters"
                    }
                   },
                   "text/html": {
                    "schema": {
                     "type": "string"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/quarters/{quarterId}": {
               "get": {
                "operationId": "getQuarterReturn",
                "summary": "The return of a quarter (exact tier)",
                "tags": [
                 "Quarters"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/quarterId"
                 },
                 {
                  "$ref": "#/components/parameters/quarterFormat"
                 },
                 {
                  "$ref": "#/components/parameters/close"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "The return of a quarter (exact tier)",
                  "content": {
                   "text/html": {
                    "schema": {
                     "type": "string"
                    }
                   },
                   "application/json": {
                    "schema": {
                     "$ref": "#/components/schemas/quarterReturn"
                    }
                   },
                   "text/csv": {
                    "schema": {
                     "type": "string"
                    }
                   },
                   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
                    "schema": {
                     "type": "string",
                     "format": "binary"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 },
                 "403": {
                  "$ref": "#/components/responses/problem"
                 },
                 "404": {
                  "$ref": "#/components/responses/problem"
                 },
                 "304": {
                  "description": "As the client has it already"
                 }
                },
                "security": [
                 {
                  "key": []
                 }
                ]
               }
              },
              "/quarters/{quarterId}/case-reviews": {
               "get": {
                "operationId": "getCaseReviews",
                "summary": "ASB case reviews of a quarter",
                "tags": [
                 "Quarters"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/quarterId"
                 },
                 {
                  "$ref": "#/components/parameters/quarterFormat"
                 },
                 {
                  "$ref": "#/components/parameters/close"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "ASB case reviews of a quarter",
                  "content": {
                   "text/html": {
                    "schema": {
                     "type": "string"
                    }
                   },
                   "application/json": {
                    "schema": {
                     "$ref": "#/components/schemas/caseReviews"
                    }
                   },
                   "text/csv": {
                    "schema": {
                     "type": "string"
                    }
                   },
                   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
                    "schema": {
                     "type": "string",
                     "format": "binary"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 },
                 "404": {
                  "$ref": "#/components/responses/problem"
                 },
                 "304": {
                  "description": "As the client has it already"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/changes": {
               "get": {
                "operationId": "getChanges",
                "summary": "What was published or revised since a cursor",
                "tags": [
                 "Feeds"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/since"
                 },
                 {
                  "$ref": "#/components/parameters/limit"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "Revisions in the order they were written",
                  "content": {
                   "application/json": {
                    "schema": {
                     "$ref": "#/components/schemas/changes"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 },
                 "404": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/events": {
               "post": {
                "operationId": "sendEvents",
                "summary": "Sends events: CloudEvents 1.0, structured or batched (or binary, with ce- header fields), or signed, one or an array of them",
                "tags": [
                 "Partners"
                ],
                "security": [
                 {
                  "key": []
                 }
                ],
                "description": "Answered once all events are durable. The source of every event must be /partners/ and the id of the key's partner. With Prefer: wait=N (seconds, at most 60) the answer waits for the final receipts, which otherwise come to topic and mailbox.",
                "requestBody": {
                 "required": true,
                 "content": {
                  "application/cloudevents+json": {
                   "schema": {
                    "$ref": "#/components/schemas/event"
                   }
                  },
                  "application/cloudevents-batch+json": {
                   "schema": {
                    "type": "array",
                    "description": "Events; what is none is refused by its receipt, and the others stand",
                    "items": {}
                   }
                  },
                  "application/vnd.dsse+json": {
                   "schema": {
                    "description": "Signed events: a DSSE envelope whose payload, of the type application/cloudevents+json, is one event, or an array of envelopes, of which what is none is refused by its receipt",
                    "oneOf": [
                     {
                      "type": "object",
                      "required": [
                       "payload",
                       "payloadType",
                       "signatures"
                      ],
                      "properties": {
                       "payload": {
                        "type": "string",
                        "format": "byte"
                       },
                       "payloadType": {
                        "type": "string"
                       },
                       "signatures": {
                        "type": "array",
                        "items": {
                         "type": "object",
                         "required": [
                          "sig"
                         ],
                         "properties": {
                          "keyid": {
                           "description": "The name of the key, a hint: anything but a text is passed over."
                          },
                          "sig": {
                           "type": "string",
                           "format": "byte"
                          }
                         }
                        }
                       }
                      }
                     },
                     {
                      "type": "array",
                      "items": {}
                     }
                    ]
                   }
                  }
                 }
                },
                "responses": {
                 "202": {
                  "description": "All is durable",
                  "content": {
                   "application/json": {
                    "schema": {
                     "$ref": "#/components/schemas/receipts"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "413": {
                  "$ref": "#/components/responses/problem"
                 },
                 "415": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 }
                }
               }
              },
              "/mailbox": {
               "get": {
                "operationId": "listMailbox",
                "summary": "What waits for the partner",
                "tags": [
                 "Partners"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/topic"
                 },
                 {
                  "$ref": "#/components/parameters/state"
                 },
                 {
                  "$ref": "#/components/parameters/after"
                 },
                 {
                  "$ref": "#/components/parameters/limit"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "Messages, oldest first by topic",
                  "content": {
                   "application/json": {
                    "schema": {
                     "$ref": "#/components/schemas/mailbox"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "403": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {
                  "key": []
                 }
                ]
               }
              },
              "/mailbox/{messageId}": {
               "get": {
                "operationId": "readMessage",
                "summary": "One message, as it was published",
                "tags": [
                 "Partners"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/messageId"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "The message; its attributes are header fields where it is in binary mode",
                  "content": {
                   "*/*": {
                    "schema": {}
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "404": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {
                  "key": []
                 }
                ]
               },
               "delete": {
                "operationId": "acknowledgeMessage",
                "summary": "Acknowledges a message, which then no longer waits",
                "tags": [
                 "Partners"
                ],
                "security": [
                 {
                  "key": []
                 }
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/messageId"
                 }
                ],
                "responses": {
                 "204": {
                  "description": "Acknowledged"
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "404": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 }
                }
               }
              },
              "/healthz": {
               "get": {
                "operationId": "isAlive",
                "summary": "Whether the server runs",
                "tags": [
                 "Operation"
                ],
                "parameters": [],
                "responses": {
                 "200": {
                  "description": "It runs",
                  "content": {
                   "text/plain": {
                    "schema": {
                     "type": "string"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/readyz": {
               "get": {
                "operationId": "isReady",
                "summary": "Whether the server can answer",
                "tags": [
                 "Operation"
                ],
                "parameters": [],
                "responses": {
                 "200": {
                  "description": "It can",
                  "content": {
                   "text/plain": {
                    "schema": {
                     "type": "string"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              }
             },
             "components": {
              "securitySchemes": {
               "key": {
                "type": "http",
                "scheme": "bearer",
                "description": "An API key; a client certificate of a partner does the same"
               }
              },
              "responses": {
               "problem": {
                "description": "Refused: problem details (RFC 9457)",
                "content": {
                 "application/problem+json": {
                  "schema": {
                   "$ref": "#/components/schemas/problem"
                  }
                 }
                }
               }
              },
              "parameters": {
               "f": {
                "name": "f",
                "in": "query",
                "description": "JSON or HTML, whatever Accept says",
                "schema": {
                 "type": "string",
                 "enum": [
                  "json",
                  "html"
                 ]
                }
               },
               "tier": {
                "name": "tier",
                "in": "query",
                "description": "A tier that the key opens; the highest where absent",
                "schema": {
                 "type": "string",
                 "enum": [
                  "exact",
                  "partner",
                  "public"
                 ]
                }
               },
               "collectionId": {
                "name": "collectionId",
                "in": "path",
                "required": true,
                "description": "Identifier of a collection",
                "schema": {
                 "type": "string",
                 "enum": [
                  "@collections@"
                 ]
                }
               },
               "featureId": {
                "name": "featureId",
                "in": "path",
                "required": true,
                "description": "Area code and window, for example E01011698_2016-07",
                "schema": {
                 "type": "string",
                 "pattern": "^[A-Za-z0-9_-]{1,80}$"
                }
               },
               "limit": {
                "name": "limit",
                "in": "query",
                "description": "Most features on a page; above 10,000 it is cut",
                "schema": {
                 "type": "integer",
                 "minimum": 1,
                 "default": 1000
                }
               },
               "offset": {
                "name": "offset",
                "in": "query",
                "description": "Features passed over; next links carry it",
                "schema": {
                 "type": "integer",
                 "minimum": 0,
                 "default": 0
                }
               },
               "code": {
                "name": "code",
                "in": "query",
                "description": "Only features of this area",
                "schema": {
                 "type": "string",
                 "pattern": "^[A-Za-z0-9_-]{1,40}$"
                }
               },
               "bbox": {
                "name": "bbox",
                "in": "query",
                "description": "West, south, east, north in degrees (WGS 84); with heights six numbers. West above east crosses the antimeridian.",
                "style": "form",
                "explode": false,
                "schema": {
                 "type": "array",
                 "oneOf": [
                  {
                   "minItems": 4,
                   "maxItems": 4
                  },
                  {
                   "minItems": 6,
                   "maxItems": 6
                  }
                 ],
                 "items": {
                  "type": "number"
                 }
                }
               },
               "datetime": {
                "name": "datetime",
                "in": "query",
                "description": "An instant, a day, or an interval of them, open with .. on one side: windows that it meets",
                "style": "form",
                "explode": false,
                "schema": {
                 "type": "string",
                 "pattern": "^((((19|20)[0-9]{2}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|(19|20)(0[48]|[2468][048]|[13579][26])-02-29)(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9]))?)|(((19|20)[0-9]{2}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|(19|20)(0[48]|[2468][048]|[13579][26])-02-29)(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9]))?)/(((19|20)[0-9]{2}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|(19|20)(0[48]|[2468][048]|[13579][26])-02-29)(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9]))?)|(((19|20)[0-9]{2}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|(19|20)(0[48]|[2468][048]|[13579][26])-02-29)(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9]))?)/(\\.\\.)?|(\\.\\.)?/(((19|20)[0-9]{2}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|(19|20)(0[48]|[2468][048]|[13579][26])-02-29)(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9]))?))$"
                }
               },
               "theme": {
                "name": "theme",
                "in": "query",
                "required": true,
                "description": "What is counted",
                "schema": {
                 "type": "string",
                 "enum": [
                  "asb",
                  "knife"
                 ]
                }
               },
               "area": {
                "name": "area",
                "in": "query",
                "required": true,
                "description": "Kind of area",
                "schema": {
                 "type": "string",
                 "enum": [
                  "lsoa",
                  "msoa",
                  "ward",
                  "district",
                  "hex"
                 ]
                }
               },
               "window": {
                "name": "window",
                "in": "query",
                "description": "month:2016-07, quarter:2016-Q3, year:2016-Q3 or rolling:28@2016-07-31; else the latest whole month (the latest year on the public tier)",
                "schema": {
                 "type": "string",
                 "pattern": "^(month:(19|20)[0-9]{2}-(0[1-9]|1[0-2])|(quarter|year):(19|20)[0-9]{2}-Q[1-4]|rolling:(28|91|365)@((19|20)[0-9]{2}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|(19|20)(0[48]|[2468][048]|[13579][26])-02-29))$"
                }
               },
               "format": {
                "name": "format",
                "in": "query",
                "description": "Form of the summary",
                "schema": {
                 "type": "string",
                 "enum": [
                  "json",
                  "geojson",
                  "csv",
                  "xlsx"
                 ]
                }
               },
               "since": {
                "name": "since",
                "in": "query",
                "description": "Cursor that an earlier answer gave as next",
                "schema": {
                 "type": "string",
                 "pattern": "^[0-9a-f]{8}-[0-9]{1,15}$"
                }
               },
               "topic": {
                "name": "topic",
                "in": "query",
                "description": "Only this topic",
                "schema": {
                 "type": "string",
                 "pattern": "^[a-z0-9._-]{1,200}$"
                }
               },
               "state": {
                "name": "state",
                "in": "query",
                "description": "What waits, or all that there is",
                "schema": {
                 "type": "string",
                 "enum": [
                  "waiting",
                  "all"
                 ],
                 "default": "waiting"
                }
               },
               "after": {
                "name": "after",
                "in": "query",
                "description": "Only messages after this one of an earlier page",
                "schema": {
                 "type": "string",
                 "pattern": "^[a-z0-9._-]{1,100}-0-(0|[1-9][0-9]{0,15})$"
                }
               },
               "messageId": {
                "name": "messageId",
                "in": "path",
                "required": true,
                "description": "As the mailbox lists it",
                "schema": {
                 "type": "string",
                 "pattern": "^[a-z0-9._-]{1,200}$"
                }
               },
               "quarterId": {
                "name": "quarterId",
                "in": "path",
                "required": true,
                "description": "A quarter, such as 2016-Q3",
                "schema": {
                 "type": "string",
                 "maxLength": 20
                }
               },
               "quarterFormat": {
                "name": "format",
                "in": "query",
                "description": "Form of the answer, instead of Accept",
                "schema": {
                 "type": "string",
                 "enum": [
                  "html",
                  "json",
                  "csv",
                  "xlsx"
                 ]
                }
               },
               "close": {
                "name": "close",
                "in": "query",
                "description": "Number of a close; the last one where absent, and as things stand where there is none",
                "schema": {
                 "type": "integer",
                 "minimum": 1
                }
               }
              },
              "schemas": {
               "link": {
                "type": "object",
                "required": [
                 "href",
                 "rel"
                ],
                "properties": {
                 "href": {
                  "type": "string"
                 },
                 "rel": {
                  "type": "string"
                 },
                 "type": {
                  "type": "string"
                 },
                 "title": {
                  "type": "string"
                 }
                }
               },
               "problem": {
                "type": "object",
                "required": [
                 "type",
                 "title",
                 "status",
                 "detail"
                ],
                "properties": {
                 "type": {
                  "type": "string"
                 },
                 "title": {
                  "type": "string"
                 },
                 "status": {
                  "type": "integer"
                 },
                 "detail": {
                  "type": "string"
                 }
                }
               },
               "landingPage": {
                "type": "object",
                "required": [
                 "links"
                ],
                "properties": {
                 "title": {
                  "type": "string"
                 },
                 "description": {
                  "type": "string"
                 },
                 "links": {
                  "type": "array",
                  "items": {
                   "$ref": "#/components/schemas/link"
                  }
                 }
                }
               },
               "conformance": {
                "type": "object",
                "required": [
                 "conformsTo"
                ],
                "properties": {
                 "conformsTo": {
                  "type": "array",
                  "items": {
                   "type": "string"
                  }
                 },
                 "links": {
                  "type": "array",
                  "items": {
                   "$ref": "#/components/schemas/link"
                  }
                 }
                }
               },
               "collections": {
                "type": "object",
                "required": [
                 "links",
                 "collections"
                ],
                "properties": {
                 "links": {
                  "type": "array",
                  "items": {
                   "$ref": "#/components/schemas/link"
                  }
                 },
                 "collections": {
                  "type": "array",
                  "items": {
                   "$ref": "#/components/schemas/collection"
                  }
                 }
                }
               },
               "collection": {
                "type": "object",
                "required": [
                 "id",
                 "links"
                ],
                "properties": {
                 "id": {
                  "type": "string"
                 },
                 "title": {
                  "type": "string"
                 },
                 "description": {
                  "type": "string"
                 },
                 "itemType": {
                  "type": "string"
                 },
                 "crs": {
                  "type": "array",
                  "items": {
                   "type": "string"
                  }
                 },
                 "windows": {
                  "type": "array",
                  "items": {
                   "type": "string"
                  }
                 },
                 "note": {
                  "type": "string"
                 },
                 "links": {
                  "type": "array",
                  "items": {
                   "$ref": "#/components/schemas/link"
                  }
                 },
                 "extent": {
                  "type": "object",
                  "properties": {
                   "spatial": {
                    "type": "object",
                    "properties": {
                     "bbox": {
                      "type": "array",
                      "items": {
                       "type": "array",
                       "minItems": 4,
                       "maxItems": 4,
                       "items": {
                        "type": "number"
                       }
                      }
                     },
                     "crs": {
                      "type": "string"
                     }
                    }
                   },
                   "temporal": {
                    "type": "object",
                    "properties": {
                     "interval": {
                      "type": "array",
                      "items": {
                       "type": "array",
                       "minItems": 2,
                       "maxItems": 2,
                       "items": {
                        "type": "string",
                        "format": "date-time",
                        "nullable": true
                       }
                      }
                     },
                     "trs": {
                      "type": "string"
                     }
                    }
                   }
                  }
                 }
                }
               },
               "feature": {
                "type": "object",
                "required": [
                 "type",
                 "id",
                 "geometry",
                 "properties"
                ],
                "properties": {
                 "type": {
                  "type": "string",
                  "enum": [
                   "Feature"
                  ]
                 },
                 "id": {
                  "type": "string"
                 },
                 "geometry": {
                  "type": "object",
                  "nullable": true,
                  "required": [
                   "type",
                   "coordinates"
                  ],
                  "properties": {
                   "type": {
                    "type": "string",
                    "enum": [
                     "Point",
                     "Polygon",
                     "MultiPolygon"
                    ]
                   },
                   "coordinates": {
                    "type": "array",
                    "items": {}
                   }
                  }
                 },
                 "properties": {
                  "type": "object",
                  "required": [
                   "code",
                   "name",
                   "window",
                   "from",
                   "to"
                  ],
                  "properties": {
                   "code": {
                    "type": "string"
                   },
                   "name": {
                    "type": "string"
                   },
                   "window": {
                    "type": "string"
                   },
                   "from": {
                    "type": "string",
                    "format": "date"
                   },
                   "to": {
                    "type": "string",
                    "format": "date",
                    "description": "Exclusive"
                   },
                   "count": {
                    "description": "A number, or * where it may not be shown"
                   },
                   "significance": {
                    "type": "string",
                    "enum": [
                     "hot",
                     "cold",
                     "none",
                     "not_computed"
                    ]
                   }
                  }
                 },
                 "links": {
                  "type": "array",
                  "items": {
                   "$ref": "#/components/schemas/link"
                  }
                 }
                }
               },
               "featureCollection": {
                "type": "object",
                "required": [
                 "type",
                 "features",
                 "links",
                 "numberReturned"
                ],
                "properties": {
                 "type": {
                  "type": "string",
                  "enum": [
                   "FeatureCollection"
                  ]
                 },
                 "numberMatched": {
                  "type": "integer",
                  "minimum": 0
                 },
                 "numberReturned": {
                  "type": "integer",
                  "minimum": 0
                 },
                 "note": {
                  "type": "string",
                  "description": "Why there is nothing, and what would show something"
                 },
                 "links": {
                  "type": "array",
                  "items": {
                   "$ref": "#/components/schemas/link"
                  }
                 },
                 "features": {
                  "type": "array",
                  "items": {
                   "$ref": "#/components/schemas/feature"
                  }
                 }
                }
               },
               "featureCollectionOfSummary": {
                "type": "object",
                "required": [
                 "type",
                 "features"
                ],
                "properties": {
                 "type": {
                  "type": "string",
                  "enum": [
                   "FeatureCollection"
                  ]
                 },
                 "features": {
                  "type": "array",
                  "items": {
                   "type": "object"
                  }
                 }
                }
               },
               "summary": {
                "type": "object",
                "required": [
                 "theme",
                 "area_kind",
                 "window",
                 "tier",
                 "revision",
                 "as_of",
                 "items"
                ],
                "properties": {
                 "theme": {
                  "type": "string"
                 },
                 "area_kind": {
                  "type": "string"
                 },
                 "window": {
                  "type": "object"
                 },
                 "tier": {
                  "type": "string"
                 },
                 "revision": {
                  "type": "integer"
                 },
                 "as_of": {
                  "type": "string",
                  "format": "date-time"
                 },
                 "items": {
                  "type": "array",
                  "items": {
                   "type": "object"
                  }
                 }
                }
               },
               "changes": {
                "type": "object",
                "required": [
                 "changes",
                 "next"
                ],
                "properties": {
                 "changes": {
                  "type": "array",
                  "items": {
                   "type": "object",
                   "required": [
                    "collection",
                    "window",
                    "revision",
                    "href"
                   ],
                   "properties": {
                    "collection": {
                     "type": "string"
                    },
                    "theme": {
                     "type": "string"
                    },
                    "area_kind": {
                     "type": "string"
                    },
                    "window": {
                     "type": "string"
                    },
                    "tier": {
                     "type": "string"
                    },
                    "as_of": {
                     "type": "string"
                    },
                    "href": {
                     "type": "string"
                    },
                    "revision": {
                     "type": "integer"
                    }
                   }
                  }
                 },
                 "next": {
                  "type": "string",
                  "description": "The cursor for the next call"
                 },
                 "links": {
                  "type": "array",
                  "items": {
                   "$ref": "#/components/schemas/link"
                  }
                 }
                }
               },
               "event": {
                "type": "object",
                "description": "A CloudEvent 1.0 in JSON; its data follow the schema of its type. What is amiss with one event is told in its receipt.",
                "properties": {}
               },
               "receipts": {
                "type": "object",
                "required": [
                 "receipts"
                ],
                "properties": {
                 "receipts": {
                  "type": "array",
                  "items": {
                   "type": "object",
                   "required": [
                    "id",
                    "status"
                   ],
                   "properties": {
                    "id": {
                     "type": "string",
                     "nullable": true
                    },
                    "status": {
                     "type": "string",
                     "enum": [
                      "received",
                      "accepted",
                      "duplicate",
                      "stale",
                      "rejected",
                      "withheld",
                      "test"
                     ]
                    },
                    "reason": {
                     "type": "string"
                    },
                    "pointer": {
                     "type": "string"
                    },
                    "detail": {
                     "type": "string"
                    }
                   }
                  }
                 }
                }
               },
               "mailbox": {
                "type": "object",
                "required": [
                 "messages"
                ],
                "properties": {
                 "messages": {
                  "type": "array",
                  "items": {
                   "type": "object",
                   "required": [
                    "id",
                    "topic",
                    "time",
                    "bytes"
                   ],
                   "properties": {
                    "id": {
                     "type": "string"
                    },
                    "topic": {
                     "type": "string"
                    },
                    "partition": {
                     "type": "integer"
                    },
                    "offset": {
                     "type": "integer"
                    },
                    "time": {
                     "type": "string",
                     "format": "date-time"
                    },
                    "key": {
                     "type": "string",
                     "nullable": true
                    },
                    "bytes": {
                     "type": "integer",
                     "nullable": true
                    }
                   }
                  }
                 },
                 "next": {
                  "type": "string",
                  "description": "The next page, where there is one"
                 }
                }
               },
               "quarters": {
                "type": "object",
                "required": [
                 "quarters",
                 "links"
                ],
                "properties": {
                 "quarters": {
                  "type": "array",
                  "items": {
                   "type": "object",
                   "required": [
                    "quarter",
                    "links"
                   ],
                   "properties": {
                    "quarter": {
                     "type": "string"
                    },
                    "links": {
                     "type": "array",
                     "items": {
                      "$ref": "#/components/schemas/link"
                     }
                    }
                   }
                  }
                 },
                 "links": {
                  "type": "array",
                  "items": {
                   "$ref": "#/components/schemas/link"
                  }
                 }
                }
               },
               "quarterReturn": {
                "type": "object",
                "required": [
                 "return",
                 "close"
                ],
                "properties": {
                 "return": {
                  "type": "object",
                  "required": [
                   "quarter",
                   "as_of",
                   "figures",
                   "case_reviews",
                   "missing"
                  ],
                  "properties": {
                   "quarter": {
                    "type": "string"
                   },
                   "as_of": {
                    "type": "string",
                    "format": "date-time"
                   },
                   "figures": {
                    "type": "array",
                    "items": {
                     "type": "object"
                    }
                   },
                   "case_reviews": {
                    "type": "array",
                    "items": {
                     "type": "object"
                    }
                   },
                   "missing": {
                    "type": "array",
                    "items": {
                     "type": "object"
                    }
                   }
                  }
                 },
                 "close": {
                  "type": "object",
                  "nullable": true,
                  "required": [
                   "number",
                   "public_key",
                   "signature"
                  ],
                  "properties": {
                   "number": {
                    "type": "integer"
                   },
                   "public_key": {
                    "type": "string"
                   },
                   "signature": {
                    "type": "string"
                   }
                  }
                 }
                }
               },
               "caseReviews": {
                "type": "object",
                "required": [
                 "quarter",
                 "case_reviews"
                ],
                "properties": {
                 "quarter": {
                  "type": "string"
                 },
                 "case_reviews": {
                  "type": "array",
                  "items": {
                   "type": "object"
                  }
                 }
                }
               }
              }
             }
            }
            """####
        ),
        (
            "page.css",
            ####"""
            :root { color-scheme: light; --ink: #1b1b1b; --paper: #fff; --line: #6b6b6b; --link: #0b4f8a; }
            * { box-sizing: border-box; }
            body { margin: 0 auto; max-width: 70rem; padding: 0 1rem 2rem; color: var(--ink); background: var(--paper);
              font: 1rem/1.5 system-ui, sans-serif; }
            a { color: var(--link); }
            a:focus-visible, [tabindex]:focus-visible { outline: 3px solid #b35900; outline-offset: 2px; }
            header { padding: .75rem 0; border-bottom: 1px solid var(--line); }
            h1 { font-size: 1.5rem; line-height: 1.25; }
            .wide { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; }
            caption { text-align: left; font-weight: 600; padding: .5rem 0; }
            th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #ccc; font-weight: normal; }
            thead th { font-weight: 600; border-bottom: 2px solid var(--line); }
            .number { text-align: right; font-variant-numeric: tabular-nums; }
            footer { margin-top: 2rem; font-size: .875rem; color: #444; }
            """####
        ),
    ]
}
