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
