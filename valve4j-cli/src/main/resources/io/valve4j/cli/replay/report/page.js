"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const page = document.getElementById("page");
  const style = getComputedStyle(document.documentElement);
  const color = name => style.getPropertyValue("--" + name).trim();
  const charts = [];

  /* All text goes in as text, never as markup: names come from outside. */
  function add(parent, tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    parent.append(element);
    return element;
  }

  const number = value => value.toLocaleString("en-US", value < 10 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 });
  const percent = part => (100 * part).toFixed(1) + " %";
  const pad = value => String(value).padStart(2, "0");

  /* Does not break between its numbers and their units. */
  const duration = seconds => inWords(seconds).replaceAll(" ", "\u00a0");

  function inWords(seconds) {
    if (seconds === null || seconds === undefined) return "–";
    if (seconds === 0) return "0";
    if (seconds < 0.001) return "<1 ms";
    if (seconds < 1) return Math.floor(seconds * 1000) + " ms";
    if (seconds < 60) return (seconds < 10 ? seconds.toFixed(1) : Math.floor(seconds)) + " s";
    const whole = Math.floor(seconds);
    if (seconds < 3600) return Math.floor(whole / 60) + " min " + pad(whole % 60) + " s";
    if (seconds < 86400) return Math.floor(whole / 3600) + " h " + pad(Math.floor(whole % 3600 / 60)) + " min";
    return number(Math.floor(whole / 86400)) + " d " + pad(Math.floor(whole % 86400 / 3600)) + " h";
  }

  function section(title, explanation) {
    const element = add(page, "section");
    add(element, "h2", "", title);
    add(element, "p", "soft", explanation);
    return element;
  }

  function heading() {
    add(page, "h1", "", "Replay of " + data.file);
    add(page, "div", "soft", number(data.tasks) + " requests of " + number(data.users) + " users, " + data.from + " to "
      + data.to + "; " + data.plans);
    const [asked, ...others] = data.policies;
    const mean = policy => policy.light.meanWaitSeconds;
    const lead = add(page, "p", "lead");
    if (mean(asked) === null) {
      lead.append("No request of a light user ran under " + asked.name + ".");
      return;
    }
    lead.append("Light users wait ");
    add(lead, "strong", "", duration(mean(asked)));
    lead.append(" on average under " + asked.name);
    for (const other of others) {
      if (mean(other) === null) continue;
      lead.append(", ");
      add(lead, "strong", "", duration(mean(other)));
      lead.append(" under " + other.name);
      if (mean(asked) > 0 && mean(other) > 0) {
        const times = mean(other) / mean(asked);
        if (times > 0.95 && times < 1.05) lead.append(" (as long)");
        else lead.append(times >= 1 ? " (" + number(times) + " times as long)" : " (" + number(1 / times) + " times shorter)");
      }
    }
    lead.append(".");
  }

  function waits() {
    const element = section("How long they wait",
      "Mean waits of those that ran. Heavy: the 1 % of users with most work; light: all others.");
    const groups = add(element, "div", "groups");
    const kinds = [["light", "Light users"], ["heavy", "Heavy users"]];
    const longest = Math.max(...data.policies.flatMap(p => kinds.map(([kind]) => p[kind].meanWaitSeconds || 0)));
    for (const [kind, title] of kinds) {
      const group = add(groups, "div");
      add(group, "h3", "", title);
      data.policies.forEach((policy, i) => {
        const score = policy[kind];
        const bar = add(group, "div", "bar");
        add(bar, "div", "name", policy.name);
        const track = add(bar, "div", "track");
        const fill = add(track, "div", "fill");
        fill.style.width = longest > 0 ? "calc((100% - 100px) * " + (score.meanWaitSeconds || 0) / longest + ")" : "0";
        fill.style.background = "var(--c" + i % 6 + ")";
        add(track, "div", "mean", duration(score.meanWaitSeconds));
        add(bar, "div", "more", "half ≤ " + duration(score.p50WaitSeconds) + ", 99 % ≤ " + duration(score.p99WaitSeconds)
          + (score.refused ? "; " + number(score.refused) + " refused" : ""));
      });
    }
  }

  function table(parent, head, rows) {
    const frame = add(parent, "div", "table");
    const figures = add(frame, "table", "figures");
    const top = add(add(figures, "thead"), "tr");
    head.forEach(cell => add(top, "th", "", cell));
    const body = add(figures, "tbody");
    for (const row of rows) {
      const line = add(body, "tr");
      row.forEach(cell => add(line, "td", "", cell));
    }
  }

  function refusals(score) {
    const all = Object.entries(score.refusals).sort((a, b) => b[1] - a[1]);
    return all.length ? all.map(([reason, count]) => number(count) + " " + reason).join(", ") : "none";
  }

  function figures() {
    const element = section("Figures", "Share gap: how far two of the 20 users with most work drifted apart at most while both"
      + " had work waiting, in time of one worker; bound: what fair turns promise for these two.");
    table(element, ["policy", "workers in use", "share gap", "bound", "refused"], data.policies.map(policy => [
      policy.name, percent(policy.utilization), duration(policy.maxShareGap), duration(policy.shareGapBound),
      refusals(policy)]));
  }

  function axis(more) {
    return {
      stroke: () => color("soft"),
      grid: { stroke: () => color("line"), width: 1 },
      ticks: { stroke: () => color("line"), width: 1, size: 5 },
      font: "12px system-ui, sans-serif",
      ...more
    };
  }

  function times(u, ticks, index, space, step) {
    return ticks.map(at => {
      const date = new Date(at * 1000);
      const day = date.toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
      return step >= 86400 || at % 86400 === 0 ? day : date.toISOString().slice(11, step < 60 ? 19 : 16);
    });
  }

  function chart(parent, series, values, format, top) {
    const frame = add(parent, "div", "chart");
    const height = () => Math.max(200, Math.min(280, frame.clientWidth * 0.4));
    const plot = new uPlot({
      width: Math.max(200, frame.clientWidth),
      height: height(),
      tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      padding: [10, 8, 0, 0],
      cursor: { y: false, drag: { x: true, y: false }, points: { show: false } },
      scales: { y: { range: (u, min, max) => [0, top || max * 1.05 || 1] } },
      axes: [axis({ space: 64, size: 32, values: times }), axis({ size: 56, values: (u, ticks) => ticks.map(format) })],
      series: [
        { label: "at (UTC)", value: (u, at) => at === null ? "" : new Date(at * 1000).toISOString().slice(0, 16).replace("T", " ") },
        ...series
      ]
    }, [data.seconds, ...values], frame);
    charts.push(plot);
    new ResizeObserver(() => {
      const width = Math.floor(frame.clientWidth);
      if (width > 0 && width !== plot.width) plot.setSize({ width, height: height() });
    }).observe(frame);
  }

  function line(label, hue, format) {
    return {
      label,
      stroke: () => color(hue),
      width: 2,
      points: { show: false },
      value: (u, value) => value === null ? "" : format(value)
    };
  }

  const compact = value => value >= 10000 ? number(Math.round(value / 1000)) + "k" : number(value);

  function queues() {
    const element = section("How many wait", "The most requests that waited at once, over time.");
    chart(element, data.policies.map((policy, i) => line(policy.name, "c" + i % 6, number)),
      data.policies.map(policy => policy.queue), compact);
  }

  /* Areas on top of each other: drawn from the highest down, each covering what lies below it. */
  function shares() {
    const element = section("Who has the workers",
      "Workers in use by the users with most work, and by all others, over time; all on one scale.");
    const totals = data.policies.map(policy => policy.workers.reduce(
      (sum, user) => sum.map((value, slot) => value + user.values[slot]), data.seconds.map(() => 0)));
    const top = Math.max(...totals.flat()) * 1.05 || 1;
    for (const policy of data.policies) {
      if (data.policies.length > 1) add(element, "h3", "", policy.name);
      let sum = data.seconds.map(() => 0);
      const layers = policy.workers.map((user, i) => {
        sum = sum.map((value, slot) => value + user.values[slot]);
        return { user, sum, hue: user.others ? "rest" : "c" + i % 6 };
      }).reverse();
      chart(element, layers.map(({ user, hue }) => ({
        label: user.others ? "all others" : user.user,
        stroke: () => color(hue),
        fill: () => color(hue),
        width: 0,
        points: { show: false },
        value: (u, value, s, slot) => slot === null ? "" : number(user.values[slot])
      })), layers.map(layer => layer.sum), compact, top);
    }
  }

  function quotas() {
    if (!data.quotas.length) return;
    const element = section("What is left of quotas", "Of the users who came closest to their limit, over time, under "
      + data.policies[0].name + ".");
    for (const quota of data.quotas) {
      add(element, "h3", "", quota.profile + ": " + quota.quota + ", limit " + number(quota.limit));
      chart(element, quota.users.map((user, i) => line(user.user, "c" + i % 6, percent)),
        quota.users.map(user => user.left), value => Math.round(100 * value) + " %", 1.02);
    }
  }

  function worstOff() {
    if (!data.worstOff.length) return;
    const element = section("The worst-off", "Under " + data.policies[0].name
      + ": those who were refused most, then those who waited longest.");
    table(element, ["user", "requests", "half wait ≤", "99 % ≤", "longest", "refused"], data.worstOff.map(user => [
      user.user, number(user.tasks), duration(user.p50WaitSeconds), duration(user.p99WaitSeconds),
      duration(user.maxWaitSeconds), refusals(user)]));
  }

  page.replaceChildren();
  heading();
  waits();
  shares();
  queues();
  quotas();
  figures();
  worstOff();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach(plot => plot.redraw()));
})();
