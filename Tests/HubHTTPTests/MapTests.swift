import Foundation
import Testing

@testable import HubHTTP

/// The map page in headless Chromium: by keyboard, at two widths, with names, roles and contrast checked.
@Suite(
    .serialized, .timeLimit(.minutes(15)),
    .enabled(if: Browser.isInstalled, "chromium and chromium-driver are not installed"))
struct MapTests {
    private let store: FeatureStore

    init() throws { store = try FeatureStore.shared.get() }

    private var address: String { "http://127.0.0.1:\(store.hub.port)/map" }

    private func openWithKey(width: Int, height: Int) throws -> Browser {
        let browser = try Browser(width: width, height: height)
        try browser.open(address + "#key=" + store.key)
        try browser.wait("document.getElementById('status').textContent.includes('areas,')")
        return browser
    }

    /// What axe-core's rules of the same purpose look for; returns a list of faults.
    private static let audit = """
        const faults = [];
        const visible = (node) => node.checkVisibility ? node.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) : node.offsetParent !== null;
        const name = (node) => (node.getAttribute('aria-label') || '').trim()
          || (node.getAttribute('aria-labelledby') || '').split(' ').map((id) => (document.getElementById(id) || {}).textContent || '').join(' ').trim()
          || (node.labels && node.labels.length ? node.labels[0].textContent.trim() : '') || node.textContent.trim() || node.getAttribute('alt') || node.title || '';
        if (!document.documentElement.lang) faults.push('no language');
        if (!document.title) faults.push('no title');
        const ids = [...document.querySelectorAll('[id]')].map((node) => node.id);
        ids.filter((id, index) => ids.indexOf(id) !== index).forEach((id) => faults.push('id twice: ' + id));
        for (const node of document.querySelectorAll('a[href], button, input, select, [role=button], [role=region], [role=img], dialog, section, aside, nav, form'))
          if (!name(node)) faults.push('no name: ' + node.outerHTML.slice(0, 80));
        for (const node of document.querySelectorAll('[aria-labelledby]'))
          for (const id of node.getAttribute('aria-labelledby').split(' ')) if (!document.getElementById(id)) faults.push('names nothing: ' + id);
        for (const node of document.querySelectorAll('[tabindex]')) if (node.tabIndex > 0) faults.push('positive tabindex');
        for (const node of document.querySelectorAll('[aria-hidden=true]')) {
          if (node.matches('[tabindex="0"], a[href], button')) faults.push('hidden, but focusable: ' + node.outerHTML.slice(0, 80));
          if (node.querySelector('a[href], button, input, select, [tabindex="0"]')) faults.push('hidden, but holds something focusable');
        }
        for (const node of document.querySelectorAll('img:not([alt])')) faults.push('image without alternative');
        for (const node of document.querySelectorAll('th')) if (!node.scope) faults.push('heading cell without scope');
        let level = 0;
        for (const node of document.querySelectorAll('h1, h2, h3, h4')) {
          if (!visible(node)) continue;
          const own = Number(node.tagName[1]);
          if (own > level + 1) faults.push('heading skips a level: ' + node.textContent);
          level = own;
        }
        if (document.querySelectorAll('main').length !== 1 || document.querySelectorAll('h1').length !== 1) faults.push('main or h1 not once');
        const numbers = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
        const light = ([r, g, b]) => { const part = (c) => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }; return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b); };
        const ground = (node) => { for (let at = node; at; at = at.parentElement) { const c = numbers(getComputedStyle(at).backgroundColor); if (c.length === 3 || c[3] > 0.99) return c; } return [255, 255, 255]; };
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const node = walker.currentNode.parentElement;
          if (!walker.currentNode.textContent.trim() || !visible(node) || node.closest('script, style, svg, option')) continue;
          const style = getComputedStyle(node);
          const [a, b] = [light(numbers(style.color)), light(ground(node))].sort((x, y) => y - x);
          const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
          if ((a + 0.05) / (b + 0.05) < (large ? 3 : 4.5)) faults.push('contrast ' + ((a + 0.05) / (b + 0.05)).toFixed(2) + ': ' + node.outerHTML.slice(0, 80));
        }
        for (const node of document.querySelectorAll('button, select, input')) {
          const box = node.getBoundingClientRect();
          if (visible(node) && (box.width < 16 || box.height < 16)) faults.push('small target: ' + node.outerHTML.slice(0, 80));
        }
        return faults;
        """

    @Test func theMapShowsWhatThereIs() throws {
        let browser = try openWithKey(width: 1280, height: 1000)
        #expect(try browser.text("location.hash") == "")
        try browser.wait("document.querySelectorAll('#table tbody tr').length > 100")
        #expect(try browser.text("document.getElementById('window').value") == "month:2024-04")
        #expect(
            try browser.run(
                "return document.querySelectorAll('#map path.leaflet-interactive, #map .sign').length > 1000") as? Bool
                == true)
        try browser.wait("document.querySelectorAll('#map .place').length === 5")
        #expect(try browser.run(Self.audit) as? [String] == [])
        try browser.screenshot("map-desk")
        // Nothing from anywhere but the hub.
        let foreign = try browser.run(
            "return performance.getEntriesByType('resource').map((e) => e.name).filter((n) => !n.startsWith(location.origin) && !n.startsWith('data:'))"
        )
        #expect(foreign as? [String] == [])
        #expect(try browser.faults() == [])
    }

    @Test func everyControlIsReachedAndUsedByKeyboard() throws {
        let browser = try openWithKey(width: 1280, height: 1000)
        var reached: [String] = []
        for _ in 0..<16 {
            try browser.press("\u{E004}")
            reached.append(
                try browser.text(
                    "document.activeElement.id || document.activeElement.className || document.activeElement.tagName"))
        }
        for id in ["theme", "area", "span", "window", "tier", "key-open", "print", "map"] {
            #expect(reached.contains(id), "\(id) in \(reached)")
        }
        // Theme by keys: the knife theme has nothing, and says why.
        try browser.run("document.getElementById('theme').focus()")
        try browser.press("k")
        try browser.wait("document.getElementById('status').textContent.includes('Nothing is published yet')")
        #expect(try browser.run(Self.audit) as? [String] == [])
        try browser.press("\u{E013}")
        try browser.wait("document.getElementById('status').textContent.includes('areas,')")
        // Sorting, finding, choosing.
        try browser.run("document.querySelector('[data-sort=name]').focus()")
        try browser.press("\u{E007}")
        #expect(
            try browser.text("document.querySelector('[data-sort=name]').parentElement.getAttribute('aria-sort')")
                == "ascending")
        try browser.run("document.getElementById('find').focus()")
        try browser.press("E01011698")
        try browser.wait("document.querySelectorAll('#table tbody tr').length === 1")
        try browser.run("document.querySelector('#table tbody button').focus()")
        try browser.press("\u{E007}")
        try browser.wait(
            "document.activeElement.id === 'panel-title' && document.getElementById('panel-body').textContent.includes('E01011698')"
        )
        try browser.wait(
            "!document.getElementById('chart-box').hidden && document.getElementById('panel-body').textContent.includes('What it rests on')"
        )
        #expect(try browser.run("return document.querySelectorAll('#chart-table tbody tr').length") as? Int == 2)
        #expect(try browser.run(Self.audit) as? [String] == [])
        try browser.screenshot("map-panel")
        // The dialogue opens, takes the focus and closes.
        try browser.run("document.getElementById('key-open').focus()")
        try browser.press("\u{E007}")
        try browser.wait("document.getElementById('key-dialog').open && document.activeElement.id === 'key'")
        #expect(try browser.run(Self.audit) as? [String] == [])
        try browser.press("\u{E00C}")
        try browser.wait("!document.getElementById('key-dialog').open && document.activeElement.id === 'key-open'")
        #expect(try browser.faults() == [])
    }

    @Test func aPhoneShowsAllOfIt() throws {
        let browser = try openWithKey(width: 500, height: 844)
        #expect(try browser.run("return document.documentElement.scrollWidth <= innerWidth") as? Bool == true)
        #expect(try browser.run(Self.audit) as? [String] == [])
        try browser.screenshot("map-phone")
        #expect(try browser.faults() == [])
    }

    @Test func hexagonsAreDrawnAndPrinted() throws {
        let browser = try openWithKey(width: 1280, height: 1000)
        try browser.run(
            "const s = document.getElementById('area'); s.value = 'hex'; s.dispatchEvent(new Event('change'))")
        try browser.wait("document.getElementById('caption').textContent.includes('Hexagon')")
        try browser.wait("document.querySelectorAll('#map path.leaflet-interactive').length > 0")
        try browser.screenshot("map-hexagons")
        let pdf = try browser.call("POST", "/print", ["orientation": "portrait"]) as? String ?? ""
        #expect(Data(base64Encoded: pdf)?.starts(with: Data("%PDF".utf8)) == true)
        #expect(try browser.faults() == [])
    }

    @Test func withoutAKeyThePageShowsThePublicTier() throws {
        let browser = try Browser(width: 1280, height: 900)
        try browser.open(address)
        try browser.wait("document.getElementById('status').textContent.includes('areas,')")
        #expect(try browser.text("document.getElementById('span').value") == "year")
        #expect(try browser.text("document.getElementById('tier').value") == "public")
        #expect(
            try browser.run("return [...document.getElementById('tier').options].filter((o) => !o.disabled).length")
                as? Int == 1)
        // What may be seen is said, and a count is shown as what it stands for.
        #expect(try browser.run("return document.getElementById('control-note').checkVisibility()") as? Bool == true)
        #expect(try browser.text("document.getElementById('caption').textContent").contains("12 months to"))
        try browser.run("document.querySelector('#table tbody button').click()")
        try browser.wait("document.getElementById('panel-body').textContent.includes('What it rests on')")
        let panel = try browser.text("document.getElementById('panel-body').textContent")
        #expect(panel.contains("Class") && (panel.contains("1 to 7") || panel.contains("nearest 5")), "\(panel)")
        #expect(!panel.contains("Gi*") && !panel.contains("records;") && !panel.contains("Without a place"))
        try browser.screenshot("map-public")
        #expect(try browser.run(Self.audit) as? [String] == [])
        #expect(try browser.faults() == [])
    }
}
