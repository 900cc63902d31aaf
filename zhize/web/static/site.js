// The search of a static site: looks through an index that is a script, so that it also works from file://.
"use strict";
(() => {
  const form = document.getElementById("site-search");
  if (!form) return;
  const input = form.querySelector("input");
  const hits = document.getElementById("site-hits");
  form.hidden = false;
  const here = document.querySelector('script[src$="site.js"]').getAttribute("src");
  const element = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text }, more);
  let loading = null;
  const load = () => {
    loading ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = here.replace("site.js", "index.js");
      script.onload = () => done(window.zhizeIndex);
      script.onerror = failed;
      document.head.append(script);
    });
    return loading;
  };
  const marked = (text, words) => {
    const p = element("span", "");
    let at = 0;
    while (at < text.length) {
      const next = words.map((w) => [text.indexOf(w, at), w]).filter(([i]) => i >= 0).sort((a, b) => a[0] - b[0])[0];
      if (!next) break;
      p.append(text.slice(at, next[0]), element("mark", next[1]));
      at = next[0] + next[1].length;
    }
    p.append(text.slice(at));
    return p;
  };
  const search = async () => {
    const words = input.value.trim().split(/\s+/).filter(Boolean);
    hits.replaceChildren();
    if (!words.length) return;
    const index = await load();
    const holds = (text) => words.every((word) => text.includes(word));
    const names = index.names.filter(([name]) => holds(name)).slice(0, 30);
    const found = index.clauses.filter((clause) => holds(clause[3]));
    hits.append(element("p", `名称${names.length}个，语句${found.length}条${found.length > 100 ? "，列出前100条" : ""}。`, { className: "count" }));
    if (names.length) {
      const list = element("p", "", { className: "names" });
      for (const [name, address] of names) list.append(element("a", name, { href: address, className: "chip" }), " ");
      hits.append(list);
    }
    const list = element("ul", "", { className: "sources" });
    for (const [document_, start, end, text] of found.slice(0, 100)) {
      const [title, number, first, ...starts] = index.documents[document_];
      const page = starts.filter((from) => from <= start).length + 1;
      const address = page > 1 ? first.replace(/\.html$/, `.${page}.html`) : first;
      const link = element("a", "", { href: `${address}#w${start}-${end}` });
      link.append(marked(text, words));
      const quote = element("p", "", { className: "quote" });
      quote.append(link);
      const item = element("li", "");
      item.append(quote, element("p", `${number} 《${title}》`, { className: "where" }));
      list.append(item);
    }
    hits.append(list);
    history.replaceState(null, "", `#q=${encodeURIComponent(input.value.trim())}`);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  const asked = /^#q=(.+)$/.exec(location.hash);
  if (asked) {
    input.value = decodeURIComponent(asked[1]);
    search();
  }
})();
