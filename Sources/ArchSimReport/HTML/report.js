// What readers do with a report: copy commands, choose axes, point at designs, brush.
// Everything is drawn without it as well; it replaces two drawings by ones that answer.
"use strict";
(() => {
  const svgNames = "http://www.w3.org/2000/svg";

  function element(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  function shape(name, attributes = {}, words) {
    const node = document.createElementNS(svgNames, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (words !== undefined) node.textContent = words;
    return node;
  }

  // Commands

  function copyButton(code) {
    const button = element("button", { type: "button" }, "Copy");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(code);
        button.textContent = "Selected";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
    return button;
  }
  for (const code of document.querySelectorAll(".command code")) code.after(copyButton(code));

  const source = document.getElementById("data");
  if (!source) return;
  const data = JSON.parse(source.textContent);

  // Numbers

  const decimal = [
    [1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"], [1, ""], [1e-3, "m"], [1e-6, "µ"],
    [1e-9, "n"], [1e-12, "p"], [1e-15, "f"],
  ];
  const binary = [[2 ** 40, "Ti"], [2 ** 30, "Gi"], [2 ** 20, "Mi"], [2 ** 10, "Ki"], [1, ""]];

  function prefixed(unit, typical) {
    const table = unit === "B" ? binary
      : unit === "s" ? decimal.slice(4)
      : ["J", "W", "Hz", "B/s"].includes(unit) ? decimal : [[1, ""]];
    const magnitude = Math.abs(typical);
    const [divisor, prefix] =
      table.find(([scale]) => magnitude >= scale * 0.9995) ?? table[table.length - 1];
    return { divisor, symbol: prefix + unit.replace("mm2", "mm²") };
  }

  function plain(value, digits = 4) {
    if (value === 0) return "0";
    const magnitude = Math.abs(value);
    if (magnitude >= 1e6 || magnitude < 1e-4) {
      const [scale, prefix] =
        decimal.find(([scale]) => magnitude >= scale * 0.9995) ?? decimal[decimal.length - 1];
      return `${Number((value / scale).toPrecision(digits))}\u2009${prefix}`.replace("-", "−");
    }
    return String(Number(value.toPrecision(digits))).replace("-", "−");
  }

  function quantity(value, unit, digits = 4) {
    if (value === null || !Number.isFinite(value)) return "–";
    let scale = prefixed(unit, value);
    // Sizes that are round in powers of ten were meant so.
    if (unit === "B" && value >= 1e6 && value % 1e6 === 0) {
      const [divisor, prefix] = decimal.find(([scale]) => value >= scale);
      scale = { divisor, symbol: prefix + "B" };
    }
    const number = plain(value / scale.divisor, digits);
    return scale.symbol ? `${number} ${scale.symbol}` : number;
  }

  function textOf(column, value) {
    if (value === null) return "–";
    return column.names ? column.names[value] ?? "?" : quantity(value, column.unit);
  }

  // Columns: metrics first, then parameters.

  const columns = [...data.metrics, ...data.parameters];
  const metricCount = data.metrics.length;
  const count = data.count;

  /// The numbers of a text of codes: base 90, of as many characters each as there are for a row.
  function numbersOf(codes) {
    const width = codes.length / Math.max(1, count);
    return Array.from({ length: count }, (_, row) => {
      let number = 0;
      for (let place = row * width; place < (row + 1) * width; place += 1) {
        const code = codes.charCodeAt(place);
        number = number * 90 + code - 35 - (code > 60) - (code > 92);
      }
      return number;
    });
  }

  /// The values of a column, of which some follow from others.
  function valuesOf(column) {
    if (column.values) return column.values;
    if (column.of) column.values = numbersOf(column.codes).map((place) => column.of[place]);
    else if (column.codes !== undefined) {
      const first = 10 ** (column.digits - 1);
      column.values = numbersOf(column.codes).map((number) => {
        if (number < 2) return number === 0 ? null : 0;
        const mantissa = (number - 2) % (9 * first) + first;
        return Number(`${mantissa}e${Math.floor((number - 2) / (9 * first)) + column.least}`);
      });
    } else {
      const of = (places) => places.map((place) => valuesOf(columns[place]));
      const known = (all, row) => all.every((values) => values[row] !== null);
      const [one, other] = of(column.sum ?? column.difference ?? []);
      const [factor, above, below] = column.ratio
        ? [column.ratio[0], of(column.ratio[1]), of(column.ratio[2])] : [1, [one, other], []];
      column.values = data.state.split("").map((_, row) => {
        if (!known([...above, ...below], row)) return null;
        const value = column.sum ? one[row] + other[row]
          : column.difference ? one[row] - other[row]
            : below.reduce((product, values) => product / values[row],
              above.reduce((product, values) => product * values[row], factor));
        return Number.isFinite(value) ? value : null;
      });
    }
    return column.values;
  }

  columns.forEach(valuesOf);
  let lastTrial = -1;
  data.trials = numbersOf(data.trials).map((step) => lastTrial += step + 1);
  const state = Array.from(data.state, Number);
  const rowOf = new Map(data.trials.map((trial, row) => [trial, row]));
  // Of runs with many designs the rows are those of the front, and all are counted in cells.
  const bins = data.bins;
  const pairs = new Map((bins?.pairs ?? []).map(([one, other, holding, violating]) =>
    [`${one} ${other}`, [holding, violating]]));
  const front = state.flatMap((value, row) => value === 2 ? [row] : []);
  const letters = new Map(data.chosen.map((design) => [rowOf.get(design.trial), design]));

  // Axes

  class Scale {
    constructor(low, high, logarithmic, margin = 0.04) {
      if (!(low <= high)) [low, high] = [0, 1];
      this.logarithmic = logarithmic && low > 0;
      if (this.logarithmic) {
        const room = Math.max(margin * Math.log10(high / low), high === low ? 0.1 : 1e-4);
        this.low = low / 10 ** room;
        this.high = high * 10 ** room;
      } else {
        const room = high > low ? (high - low) * margin : Math.max(Math.abs(high) * 0.1, 1e-12);
        this.low = low - room;
        this.high = high + room;
      }
    }
    fraction(value) {
      return this.logarithmic
        ? Math.log(value / this.low) / Math.log(this.high / this.low)
        : (value - this.low) / (this.high - this.low);
    }
    value(fraction) {
      return this.logarithmic
        ? this.low * (this.high / this.low) ** fraction
        : this.low + fraction * (this.high - this.low);
    }
    ticks(wanted) {
      const decades = this.logarithmic ? Math.log10(this.high / this.low) : 0;
      if (decades >= 1) {
        const factors = decades * 3 <= wanted ? [1, 2, 5] : decades * 2 <= wanted ? [1, 3] : [1];
        const step = Math.max(1, Math.ceil(decades / wanted));
        const ticks = [];
        const first = Math.floor(Math.log10(this.low));
        for (let power = first; power <= Math.ceil(Math.log10(this.high)); power += step) {
          for (const factor of factors) {
            const tick = Number(`${factor}e${power}`);
            if (tick >= this.low * 0.999999 && tick <= this.high * 1.000001) ticks.push(tick);
          }
        }
        if (ticks.length > 1) return ticks;
      }
      const rough = (this.high - this.low) / Math.max(1, wanted);
      const power = 10 ** Math.floor(Math.log10(rough));
      const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10) * power;
      const ticks = [];
      for (let index = Math.ceil(this.low / step - 1e-9); index * step <= this.high * (1 + 1e-9); index++) {
        ticks.push(index * step);
        if (ticks.length > 100) break;
      }
      return ticks;
    }
  }

  function axisOf(column, values, logarithmic) {
    let low = Infinity, high = -Infinity;
    for (const value of values) {
      if (value === null) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (column.names) {
      const scale = new Scale(0, column.names.length - 1, false, 0.08);
      return { scale, title: column.name, ticks: () => column.names.map((_, index) => index),
        text: (value) => column.names[value] ?? "" };
    }
    const scale = new Scale(low, high, logarithmic);
    const typical = scale.logarithmic
      ? scale.low * Math.sqrt(scale.high / scale.low) : Math.max(-scale.low, scale.high);
    const unit = prefixed(column.unit, typical);
    const tiny = (scale.high - scale.low) * 1e-9;
    return {
      scale, title: unit.symbol ? `${column.name} (${unit.symbol})` : column.name,
      ticks: (wanted) => scale.ticks(wanted),
      text: (value) => Math.abs(value) < tiny ? "0" : plain(value / unit.divisor, 5),
    };
  }

  function isWide(column, rows) {
    if (column.names) return false;
    if (column.log) return true;
    let low = Infinity, high = -Infinity;
    for (const row of rows) {
      const value = column.values[row];
      if (value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return low > 0 && high / low > 20;
  }

  /// The cells of two columns that hold designs, with their ends and counts; nothing where designs
  /// were not counted over these. Neighbours are joined, so many across and so many up.
  function cellsOf(x, y, across, up) {
    if (x === y) return null;
    const isTurned = !pairs.has(`${x} ${y}`);
    const pair = isTurned ? pairs.get(`${y} ${x}`) : pairs.get(`${x} ${y}`);
    if (!pair) return null;
    const joinX = bins.uniform[x] ? across : 1, joinY = bins.uniform[y] ? up : 1;
    const stride = bins.edges[isTurned ? x : y].length - 1;
    const ends = (column, cell, join) => {
      const edges = bins.edges[column];
      return [edges[cell * join], edges[Math.min(edges.length - 1, (cell + 1) * join)]];
    };
    const cells = new Map();
    pair.forEach((runs, kind) => {
      let place = 0;
      for (let index = 0; index < runs.length; index += 2) {
        place += runs[index];
        const [major, minor] = [Math.floor(place / stride), place % stride];
        const cellX = Math.floor((isTurned ? minor : major) / joinX);
        const cellY = Math.floor((isTurned ? major : minor) / joinY);
        const key = cellX * 256 + cellY;
        if (!cells.has(key)) {
          cells.set(key, { x: ends(x, cellX, joinX), y: ends(y, cellY, joinY), holding: 0, violating: 0 });
        }
        cells.get(key)[kind === 0 ? "holding" : "violating"] += runs[index + 1];
      }
    });
    return [...cells.values()];
  }

  const grouped = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

  /// A column as one of seven colours, or one of eight where its values have names.
  function ramp(column, rows) {
    if (!column) return { style: () => "s0", entries: [] };
    if (column.names) {
      return {
        style: (row) => column.values[row] === null ? "s6" : `s${column.values[row] % 8}`,
        entries: column.names.slice(0, 8).map((name, index) => [name, `s${index}`]),
      };
    }
    const values = rows.map((row) => column.values[row]).filter((value) => value !== null);
    const low = values.reduce((a, b) => Math.min(a, b), Infinity);
    const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
    const scale = new Scale(low, high, isWide(column, rows), 0);
    const style = (row) => {
      const value = column.values[row];
      if (value === null) return "s6";
      return `q${Math.min(6, Math.max(0, Math.floor(scale.fraction(value) * 7)))}`;
    };
    if (low === high) return { style, entries: [[`${column.name} ${quantity(low, column.unit)}`, style(rows[0])]] };
    return { style, entries: low < high
      ? [[`${column.name} ${quantity(low, column.unit)}`, "q0"], [`to ${quantity(high, column.unit)}`, "q6"]]
      : [] };
  }

  function swatch(style, mark) {
    const svg = shape("svg", { class: "swatch", width: 18, height: 14, "aria-hidden": "true" });
    if (mark === "diamond") svg.append(shape("path", { class: style, d: "M3.5 7L9 1.5L14.5 7L9 12.5Z" }));
    else if (mark === "area") svg.append(shape("rect", { class: style, x: 4, y: 2, width: 10, height: 10 }));
    else if (mark === "line") svg.append(shape("path", { class: style, d: "M2 7h14" }));
    else svg.append(shape("circle", { class: style, cx: 9, cy: 7, r: 4.5 }));
    return svg;
  }

  function legend(key, entries) {
    key.replaceChildren(...entries.map(([words, style, mark]) =>
      element("span", { class: "entry" }, swatch(style, mark), words)));
  }

  const at = (value) => Math.round(value * 10) / 10;

  // The filter that brushes on parallel axes make: for each row, whether it is kept.
  let kept = null;
  const listeners = [];

  function select(label, options, chosen, onChange) {
    const field = element("select");
    for (const [group, items] of options) {
      const parent = group ? field.appendChild(element("optgroup", { label: group })) : field;
      for (const [value, name] of items) parent.append(element("option", { value }, name));
    }
    field.value = String(chosen);
    field.addEventListener("change", () => onChange(Number(field.value)));
    return [element("label", {}, label, field), field];
  }

  function checkbox(label, isOn, onChange) {
    const field = element("input", { type: "checkbox" });
    field.checked = isOn;
    field.addEventListener("change", () => onChange(field.checked));
    return [element("label", { class: "check" }, field, label), field];
  }

  const metricOptions = data.metrics.map((column, index) => [index, column.name]);
  const parameterOptions = data.parameters.map((column, index) => [metricCount + index, column.name]);
  const allOptions = [["Metrics", metricOptions], ["Parameters", parameterOptions]];

  // The front

  function makeFront() {
    const figure = document.getElementById("front-figure");
    const controls = document.getElementById("front-controls");
    const detail = document.getElementById("detail");
    if (!figure || !controls || !detail || data.axes.length === 0) return;
    const key = figure.querySelector(".key");
    const plot = element("div", { class: "plot live" });
    figure.querySelector(".plot.wide").replaceWith(plot);
    figure.querySelector(".plot.narrow").remove();
    const tip = element("div", { class: "tip", hidden: "", role: "status" });
    const rows = Array.from({ length: count }, (_, row) => row);
    const good = rows.filter((row) => state[row] > 0);
    const ranged = good.length > 0 ? good : rows;
    const view = {
      x: data.axes[0], y: data.axes[1], colour: data.axes[2], violating: good.length === 0,
      cells: [],
      all: false, hover: -1, selected: -1,
    };
    // What cells span tells how wide a column is, where designs were counted.
    const spread = (index) => [bins.edges[index][0], bins.edges[index].at(-1)];
    const isLogarithmic = (index) => {
      if (!bins || columns[index].names || columns[index].log) return isWide(columns[index], ranged);
      const [low, high] = spread(index);
      return low > 0 && high / low > 20;
    };
    view.logX = isLogarithmic(view.x);
    view.logY = isLogarithmic(view.y);
    let places = { x: [], y: [] }, ring = null, selectedRing = null, svg = null;

    const update = (change) => { Object.assign(view, change); draw(); };
    const [logX, logXField] = checkbox("log", view.logX, (on) => update({ logX: on }));
    const [logY, logYField] = checkbox("log", view.logY, (on) => update({ logY: on }));
    const [xLabel, xField] = select("Horizontal", allOptions, view.x, (x) => {
      logXField.checked = isLogarithmic(x);
      update({ x, logX: logXField.checked });
    });
    const [yLabel, yField] = select("Vertical", allOptions, view.y, (y) => {
      logYField.checked = isLogarithmic(y);
      update({ y, logY: logYField.checked });
    });
    const [colourLabel, colourField] =
      select("Colour", [["", [[-1, "none"]]], ...allOptions], view.colour, (colour) => update({ colour }));
    xField.id = "front-x";
    yField.id = "front-y";
    colourField.id = "front-colour";
    controls.append(
      element("span", { class: "controls" }, xLabel, logX), element("span", { class: "controls" }, yLabel, logY),
      colourLabel, ...(bins ? [] : [checkbox("colour all", false, (all) => update({ all }))[0]]),
      checkbox("violating too", view.violating, (violating) => update({ violating }))[0]);
    controls.hidden = false;

    function draw() {
      const width = Math.max(280, plot.clientWidth);
      const height = width < 500 ? 320 : 440;
      const box = { left: 52, right: width - 14, top: 26, bottom: height - 42 };
      const columnX = columns[view.x], columnY = columns[view.y];
      const shown = rows.filter((row) => (state[row] > 0 || view.violating)
        && columnX.values[row] !== null && columnY.values[row] !== null);
      const extent = view.violating ? shown : shown.filter((row) => state[row] > 0);
      const axisX = axisOf(columnX, bins ? spread(view.x) : extent.map((row) => columnX.values[row]), view.logX);
      const axisY = axisOf(columnY, bins ? spread(view.y) : extent.map((row) => columnY.values[row]), view.logY);
      const x = (value) => box.left + axisX.scale.fraction(value) * (box.right - box.left);
      const y = (value) => box.bottom - axisY.scale.fraction(value) * (box.bottom - box.top);
      svg = shape("svg", {
        class: "chart", viewBox: `0 0 ${width} ${height}`, tabindex: "0", role: "application",
        "aria-label": `${columnX.name} and ${columnY.name} of ${bins ? data.evaluated : shown.length} designs. `
          + "Arrow keys move along the front, Enter opens a design, Escape closes it.",
      });
      for (const tick of axisY.ticks(Math.max(3, Math.floor((box.bottom - box.top) / 48)))) {
        svg.append(shape("path", { class: "grid", d: `M${box.left} ${at(y(tick))}H${box.right}` }));
        svg.append(shape("text", { class: "tick", x: box.left - 7, y: at(y(tick)) + 4,
          "text-anchor": "end" }, axisY.text(tick)));
      }
      for (const tick of axisX.ticks(Math.max(3, Math.floor((box.right - box.left) / 80)))) {
        svg.append(shape("path", { class: "grid", d: `M${at(x(tick))} ${box.top}V${box.bottom}` }));
        svg.append(shape("text", { class: "tick", x: at(x(tick)), y: box.bottom + 17,
          "text-anchor": "middle" }, axisX.text(tick)));
      }
      svg.append(shape("path", { class: "axis", d: `M${box.left} ${box.bottom}H${box.right}` }));
      svg.append(shape("text", { class: "name", x: box.left - 52, y: box.top - 11 }, axisY.title));
      svg.append(shape("text", { class: "name", x: box.right, y: box.bottom + 34,
        "text-anchor": "end" }, axisX.title));
      drawLimits(box, x, y);
      const most = drawCells(x, y, width < 500 ? 2 : 1);
      places = { x: new Float64Array(count).fill(NaN), y: new Float64Array(count).fill(NaN) };
      const colour = ramp(columns[view.colour], view.all ? extent : front);
      const clouds = new Map();
      const points = [];
      for (const row of shown) {
        const placeX = at(x(columnX.values[row])), placeY = at(y(columnY.values[row]));
        if (placeX < box.left - 1 || placeX > box.right + 1
          || placeY < box.top - 1 || placeY > box.bottom + 1) continue;
        places.x[row] = placeX;
        places.y[row] = placeY;
        if (state[row] === 2) { points.push(row); continue; }
        let style = state[row] === 1 ? "feasible" : "violating";
        if (view.all && view.colour >= 0) style = `strand ${colour.style(row)}`;
        if (kept && !kept[row]) style += " dimmed";
        clouds.set(style, (clouds.get(style) ?? "") + `M${placeX} ${placeY}h0`);
      }
      // What violates lies below what does not.
      for (const [style, path] of [...clouds].sort((a, b) => b[0].includes("violating") - a[0].includes("violating"))) {
        const density = shown.length < 600 ? "cloud sparse" : "cloud";
        svg.append(shape("path", { class: `${density} ${style}`, d: path }));
      }
      for (const row of points) {
        if (bins && kept && !kept[row]) continue;
        svg.append(shape("circle", {
          class: `point ${colour.style(row)}${kept && !kept[row] ? " dimmed" : ""}`,
          cx: places.x[row], cy: places.y[row], r: width < 500 ? 3.4 : 4.2,
        }));
      }
      for (const baseline of data.baselines) {
        if (view.x >= metricCount || view.y >= metricCount) break;
        const seen = new Set();
        for (const values of baseline.rows) {
          if (values[view.x] === null || values[view.y] === null) continue;
          const placeX = at(x(values[view.x])), placeY = at(y(values[view.y]));
          if (seen.has(`${placeX} ${placeY}`)) continue;
          seen.add(`${placeX} ${placeY}`);
          if (!(placeX >= box.left && placeX <= box.right && placeY >= box.top && placeY <= box.bottom)) continue;
          const mark = shape("path", { class: `baseline ${baseline.style}`,
            d: `M${placeX - 5.5} ${placeY}l5.5 -5.5l5.5 5.5l-5.5 5.5Z` });
          mark.append(shape("title", {}, `${baseline.name}: ${columnX.name} ${quantity(values[view.x], columnX.unit)}, `
            + `${columnY.name} ${quantity(values[view.y], columnY.unit)}`));
          svg.append(mark);
        }
      }
      drawLetters(box);
      selectedRing = shape("circle", { class: "focus", r: 8, visibility: "hidden" });
      ring = shape("circle", { class: "focus", r: 6, visibility: "hidden" });
      svg.append(selectedRing, ring);
      moveRing(selectedRing, view.selected);
      svg.addEventListener("pointermove", point);
      svg.addEventListener("pointerleave", () => hover(-1));
      svg.addEventListener("click", (event) => { point(event); if (view.hover >= 0) open(view.hover); });
      svg.addEventListener("keydown", press);
      svg.addEventListener("blur", () => hover(-1));
      const hadFocus = plot.contains(document.activeElement);
      plot.replaceChildren(svg, tip);
      tip.hidden = true;
      view.hover = -1;
      if (hadFocus) svg.focus();
      const entries = view.colour >= 0 ? colour.entries.map(([words, style], index) =>
        [index === 0 && !columns[view.colour].names && !view.all ? `front, ${words}` : words, `point ${style}`])
        : front.length > 0 ? [["front", "point s0"]] : [];
      if (bins) {
        if (most === null) entries.push(["other designs are not counted over these axes", "cell", "area"]);
        if (most > 0) entries.push(["1 design in a cell", "cell b0", "area"]);
        if (most > 1) entries.push([`to ${grouped(most)} designs in a cell`, "cell b6", "area"]);
        if (view.cells.some((cell) => cell.holding === 0)) entries.push(["violates a constraint", "cell violating", "area"]);
      } else if (!view.all && good.length > front.length) entries.push(["holds all constraints", "dot feasible"]);
      if (!bins && view.violating && !view.all && good.length < count) entries.push(["violates a constraint", "dot violating"]);
      for (const baseline of data.baselines) if (baseline.rows.length > 0) entries.push([baseline.name, `baseline ${baseline.style}`, "diamond"]);
      legend(key, entries);
    }

    /// Draws cells, and returns the most designs of one that hold all constraints; nothing where
    /// designs were not counted.
    function drawCells(x, y, across) {
      view.cells = [];
      const cells = bins && cellsOf(view.x, view.y, across, 2);
      if (!cells) return null;
      const most = cells.reduce((most, cell) => Math.max(most, cell.holding), 0);
      const paths = new Map();
      for (const cell of cells) {
        if (cell.holding === 0 && !view.violating) continue;
        const left = at(x(cell.x[0])), right = at(x(cell.x[1])), top = at(y(cell.y[1])), bottom = at(y(cell.y[0]));
        if (![left, right, top, bottom].every(Number.isFinite)) continue;
        const share = most > 1 ? Math.log(cell.holding) / Math.log(most) : 0;
        const style = cell.holding === 0 ? "violating" : `b${Math.min(6, Math.floor(share * 7))}`;
        paths.set(style, (paths.get(style) ?? "") + `M${left} ${top}H${right}V${bottom}H${left}Z`);
        view.cells.push({ ...cell, left, right, top, bottom });
      }
      for (const [style, path] of paths) svg.append(shape("path", { class: `cell ${style}`, d: path }));
      return most;
    }

    function drawLimits(box, x, y) {
      for (const limit of data.constraints) {
        if (limit.metric === view.x) {
          const place = at(x(limit.limit));
          if (!(place > box.left && place < box.right)) continue;
          const [start, end] = limit.upper ? [place, box.right] : [box.left, place];
          svg.append(shape("rect", { class: "outside", x: start, y: box.top, width: end - start,
            height: box.bottom - box.top }));
          svg.append(shape("path", { class: "limit", d: `M${place} ${box.top}V${box.bottom}` }));
          const isRight = place > (box.left + box.right) / 2;
          svg.append(shape("text", { class: "note", x: place + (isRight ? -5 : 5), y: box.top + 12,
            "text-anchor": isRight ? "end" : "start" }, limit.text));
        }
        if (limit.metric === view.y) {
          const place = at(y(limit.limit));
          if (!(place > box.top && place < box.bottom)) continue;
          const [start, end] = limit.upper ? [box.top, place] : [place, box.bottom];
          svg.append(shape("rect", { class: "outside", x: box.left, y: start,
            width: box.right - box.left, height: end - start }));
          svg.append(shape("path", { class: "limit", d: `M${box.left} ${place}H${box.right}` }));
          svg.append(shape("text", { class: "note", x: box.right - 4, y: place - 5,
            "text-anchor": "end" }, limit.text));
        }
      }
    }

    function drawLetters(box) {
      const labels = [];
      for (const [row, design] of letters) {
        const x = places.x[row], y = places.y[row];
        if (!(x >= 0)) continue;
        svg.append(shape("circle", { class: "chosen", cx: x, cy: y, r: 7 }));
        const near = labels.find((label) => Math.abs(label.x - x) < 16 && Math.abs(label.y - y) < 12);
        if (near) near.words += ` ${design.letter}`;
        else labels.push({ x, y, words: design.letter });
      }
      for (const label of labels) {
        const isRight = label.x > box.right - 40;
        svg.append(shape("text", { class: "letter", x: label.x + (isRight ? -11 : 11), y: label.y - 8,
          "text-anchor": isRight ? "end" : "start" }, label.words));
      }
    }

    function moveRing(circle, row) {
      const isThere = row >= 0 && places.x[row] >= 0;
      circle.setAttribute("visibility", isThere ? "visible" : "hidden");
      if (!isThere) return;
      circle.setAttribute("cx", places.x[row]);
      circle.setAttribute("cy", places.y[row]);
    }

    function point(event) {
      const frame = svg.getBoundingClientRect();
      const scale = svg.viewBox.baseVal.width / frame.width;
      const x = (event.clientX - frame.left) * scale, y = (event.clientY - frame.top) * scale;
      let best = -1, least = bins ? 10 : 26;
      for (let row = 0; row < count; row++) {
        const distance = Math.hypot(places.x[row] - x, places.y[row] - y) - (state[row] === 2 ? 6 : 0);
        if (distance < least) { least = distance; best = row; }
      }
      hover(best);
      const cell = best >= 0 ? undefined : view.cells.find((cell) =>
        x >= cell.left && x < cell.right && y >= cell.top && y < cell.bottom);
      if (cell) showCell(cell, x * frame.width / svg.viewBox.baseVal.width, y * frame.width / svg.viewBox.baseVal.width);
    }

    function showCell(cell, x, y) {
      const range = (column, [low, high]) => {
        if (column.names) return column.names[Math.round((low + high) / 2)] ?? "";
        const level = column.levels?.find((value) => value >= low && value <= high);
        return level !== undefined ? quantity(level, column.unit)
          : `${quantity(low, column.unit, 3)} to ${quantity(high, column.unit, 3)}`;
      };
      const table = element("table");
      for (const [index, ends] of [[view.x, cell.x], [view.y, cell.y]]) {
        table.append(element("tr", {}, element("td", {}, columns[index].name), element("td", {}, range(columns[index], ends))));
      }
      const designs = (count) => `${grouped(count)} ${count === 1 ? "design" : "designs"}`;
      const words = cell.holding === 0 ? `${designs(cell.violating)} that violate a constraint`
        : designs(cell.holding) + (cell.violating > 0 ? `, and ${grouped(cell.violating)} that violate a constraint` : "");
      tip.replaceChildren(element("b", {}, words), table);
      tip.hidden = false;
      placeTip(x, y);
    }

    function placeTip(x, y) {
      const width = svg.getBoundingClientRect().width;
      tip.style.left = `${x > width / 2 ? Math.max(0, x - tip.offsetWidth - 14) : x + 14}px`;
      tip.style.top = `${Math.max(0, y - tip.offsetHeight / 2)}px`;
    }

    function hover(row) {
      view.hover = row;
      moveRing(ring, row);
      tip.hidden = row < 0;
      if (row < 0) return;
      const table = element("table");
      const wanted = new Set([view.x, view.y, ...(view.colour >= 0 ? [view.colour] : []),
        ...data.objectives.map((objective) => objective.metric)]);
      for (const index of wanted) {
        table.append(element("tr", {}, element("td", {}, columns[index].name),
          element("td", {}, textOf(columns[index], columns[index].values[row]))));
      }
      tip.replaceChildren(element("b", {}, title(row)), table);
      const frame = svg.getBoundingClientRect();
      const scale = frame.width / svg.viewBox.baseVal.width;
      placeTip(places.x[row] * scale, places.y[row] * scale);
    }

    function title(row) {
      const design = letters.get(row);
      return `${design ? `${design.letter} · ` : ""}Trial ${data.trials[row]}`;
    }

    function press(event) {
      const along = front.filter((row) => places.x[row] >= 0)
        .sort((a, b) => places.x[a] - places.x[b] || places.y[a] - places.y[b]);
      const here = along.indexOf(view.hover);
      const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
      if (event.key in steps && along.length > 0) {
        const next = here < 0 ? 0 : Math.min(along.length - 1, Math.max(0, here + steps[event.key]));
        hover(along[next]);
      } else if (event.key === "Home" && along.length > 0) hover(along[0]);
      else if (event.key === "End" && along.length > 0) hover(along[along.length - 1]);
      else if ((event.key === "Enter" || event.key === " ") && view.hover >= 0) open(view.hover);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    }

    function list(items) {
      const terms = element("dl");
      for (const [name, value] of items) terms.append(element("dt", {}, name), element("dd", {}, value));
      return terms;
    }

    function open(row) {
      const wasOpen = !detail.hidden;
      view.selected = row;
      const words = ["violates a constraint", "holds all constraints", "on the front"][state[row]];
      const closer = element("button", { type: "button", class: "close", "aria-label": "Close" }, "×");
      closer.addEventListener("click", () => { close(); svg.focus(); });
      const code = element("code", {}, data.replay + data.trials[row]);
      const command = element("div", { class: "command" }, code);
      code.after(copyButton(code));
      const chosen = letters.get(row);
      const broken = data.constraints.filter((limit) => {
        const value = data.metrics[limit.metric].values[row];
        return value === null || (limit.upper ? value > limit.limit : value < limit.limit);
      });
      detail.replaceChildren(
        closer, element("h3", {}, title(row)),
        element("p", {}, chosen ? `${words}; ${chosen.title.toLowerCase()}`
          : state[row] === 0 && broken.length ? `violates ${broken.map((limit) => limit.text).join(", ")}` : words),
        list(data.parameters.filter((column) => column.values[row] !== null)
          .map((column) => [column.name, textOf(column, column.values[row])])),
        list(data.metrics.filter((column) => column.values[row] !== null)
          .map((column) => [column.name, textOf(column, column.values[row])])),
        ...(data.replay ? [command] : []));
      detail.hidden = false;
      figure.parentElement.classList.add("open");
      if (!wasOpen) draw();
      moveRing(selectedRing, row);
    }

    function close() {
      view.selected = -1;
      detail.hidden = true;
      figure.parentElement.classList.remove("open");
      draw();
    }

    listeners.push(draw);
    let lastWidth = 0;
    new ResizeObserver(() => {
      if (plot.clientWidth === lastWidth) return;
      lastWidth = plot.clientWidth;
      draw();
    }).observe(plot);
    lastWidth = plot.clientWidth;
    draw();
  }

  // Parallel coordinates

  function makeParallel() {
    const figure = document.getElementById("parallel-figure");
    const controls = document.getElementById("parallel-controls");
    if (!figure || !controls || count === 0) return;
    const key = figure.querySelector(".key");
    const plot = element("div", { class: "plot live" });
    figure.querySelector(".plot").replaceWith(plot);
    const good = state.flatMap((value, row) => value > 0 ? [row] : []);
    const dimensions = [...data.parameters, ...data.objectives.map(({ metric }) => data.metrics[metric])];
    const brushes = dimensions.map(() => null);
    const view = { rows: front.length > 0 ? front : good, colour: data.objectives[0].metric };
    const status = element("span", { role: "status" });
    const clear = element("button", { type: "button" }, "Clear brushes");
    clear.addEventListener("click", () => { brushes.fill(null); filter(); });
    const [colourLabel] = select("Colour", allOptions, view.colour, (colour) => { view.colour = colour; draw(); });
    const [allLabel] = checkbox("all that hold the constraints", false, (all) => {
      view.rows = all ? good : front;
      filter();
    });
    controls.append(colourLabel, ...(good.length > front.length ? [allLabel] : []), clear, status);
    controls.hidden = false;
    figure.append(element("figcaption", { class: "hint" },
      "Drag along an axis to keep the designs between; the chart of the front follows. "
      + "By keyboard: arrows move a brush, Shift with arrows resizes it, Escape clears it."));
    let axes = [], geometry = null;

    function filter() {
      const active = brushes.map((brush, index) => [brush, index]).filter(([brush]) => brush);
      kept = active.length === 0 ? null : Array.from({ length: count }, (_, row) => active.every(([brush, index]) => {
        const value = dimensions[index].values[row];
        if (value === null) return false;
        const place = axes[index].scale.fraction(value);
        return place >= brush[0] - 1e-9 && place <= brush[1] + 1e-9;
      }));
      for (const listener of listeners) listener();
    }

    // Each axis has room for its own numbers on its left; what is left over is shared.
    function placesOf(axes, room) {
      const letter = 6.6;
      const half = (axis) => axis.title.length * letter / 2 + 2;
      const rooms = axes.map((axis) =>
        Math.max(0, ...axis.ticks(5).map((tick) => axis.text(tick).length)) * letter + 12);
      const left = Math.max(46, rooms[0], half(axes[0])), right = Math.max(46, half(axes.at(-1)));
      const gaps = rooms.slice(1).map((width) => Math.max(64, width));
      const least = left + gaps.reduce((a, b) => a + b, 0) + right;
      const spare = gaps.length > 0 ? Math.max(0, room - least) / gaps.length : 0;
      const places = [left];
      for (const gap of gaps) places.push(places.at(-1) + gap + spare);
      return { width: Math.max(room, least), places };
    }

    function draw() {
      const height = 330, top = 46, bottom = 312;
      geometry = { top, bottom };
      axes = dimensions.map((column) => {
        const axis = axisOf(column, view.rows.map((row) => column.values[row]), isWide(column, view.rows));
        if (!column.levels) return axis;
        // Parameters with few values name them all.
        axis.scale = new Scale(column.levels[0], column.levels.at(-1), Boolean(column.log));
        return { scale: axis.scale, title: column.name, ticks: () => column.levels,
          text: (value) => quantity(value, column.unit) };
      });
      const { width, places } = placesOf(axes, plot.parentElement.parentElement.clientWidth);
      const svg = shape("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, role: "group",
        "aria-label": `Parallel coordinates of ${view.rows.length} designs`, width, height });
      svg.style.width = `${width}px`;
      const colour = ramp(columns[view.colour], view.rows);
      const paths = new Map();
      let keptCount = 0;
      for (const row of view.rows) {
        const isKept = !kept || kept[row];
        if (isKept) keptCount++;
        const style = isKept ? `strand ${colour.style(row)}` : "strand ghost";
        let path = "", isDrawing = false;
        dimensions.forEach((column, index) => {
          const value = column.values[row];
          if (value === null) { isDrawing = false; return; }
          path += `${isDrawing ? "L" : "M"}${at(places[index])} `
            + at(bottom - axes[index].scale.fraction(value) * (bottom - top));
          isDrawing = true;
        });
        paths.set(style, (paths.get(style) ?? "") + path);
      }
      for (const [style, path] of [...paths].sort((a, b) => b[0].includes("ghost") - a[0].includes("ghost"))) {
        svg.append(shape("path", { class: style, d: path }));
      }
      dimensions.forEach((column, index) => drawAxis(svg, column, index, places[index]));
      const focused = document.activeElement?.dataset?.axis;
      plot.replaceChildren(svg);
      if (focused !== undefined) svg.querySelector(`[data-axis="${focused}"]`)?.focus();
      legend(key, colour.entries.map(([words, style]) => [words, `strand ${style}`, "line"]));
      const shown = `${view.rows.length} ${view.rows.length === 1 ? "design" : "designs"}`;
      status.textContent = kept ? `${keptCount} of ${shown}` : shown;
      clear.disabled = !kept;
    }

    function drawAxis(svg, column, index, x) {
      const { top, bottom } = geometry;
      svg.append(shape("path", { class: "axis", d: `M${at(x)} ${top}V${bottom}` }));
      svg.append(shape("text", { class: "name", x: at(x), y: index % 2 ? 31 : 15, "text-anchor": "middle" }, axes[index].title));
      for (const tick of axes[index].ticks(5)) {
        const place = at(bottom - axes[index].scale.fraction(tick) * (bottom - top));
        svg.append(shape("path", { class: "axis", d: `M${at(x) - 3} ${place}h3` }));
        svg.append(shape("text", { class: "tick halo", x: at(x) - 6, y: place + 4, "text-anchor": "end" }, axes[index].text(tick)));
      }
      const brush = brushes[index];
      if (brush) {
        svg.append(shape("rect", { class: "brush", x: at(x) - 7, width: 14,
          y: at(bottom - brush[1] * (bottom - top)), height: at((brush[1] - brush[0]) * (bottom - top)) }));
      }
      const grip = shape("rect", { class: "grip", x: at(x) - 14, y: top, width: 28, height: bottom - top,
        tabindex: "0", role: "slider", "data-axis": index, "aria-orientation": "vertical",
        "aria-label": `Brush ${column.name}`, "aria-valuemin": 0, "aria-valuemax": 100,
        "aria-valuenow": brush ? Math.round((brush[0] + brush[1]) * 50) : 50,
        "aria-valuetext": brush ? `${words(index, brush[0])} to ${words(index, brush[1])}` : "all" });
      grip.addEventListener("pointerdown", (event) => drag(event, grip, index));
      grip.addEventListener("keydown", (event) => press(event, index));
      svg.append(grip);
    }

    function words(index, place) {
      const column = dimensions[index];
      const value = axes[index].scale.value(place);
      return column.names ? column.names[Math.round(value)] ?? "" : quantity(value, column.unit, 3);
    }

    function drag(event, grip, index) {
      const frame = grip.getBoundingClientRect();
      const place = (event) => Math.min(1, Math.max(0, 1 - (event.clientY - frame.top) / frame.height));
      const start = place(event);
      let hasMoved = false;
      const move = (event) => {
        const now = place(event);
        if (!hasMoved && Math.abs(now - start) < 0.015) return;
        hasMoved = true;
        brushes[index] = [Math.min(start, now), Math.max(start, now)];
        filter();
      };
      const end = () => {
        removeEventListener("pointermove", move);
        removeEventListener("pointerup", end);
        removeEventListener("pointercancel", end);
        if (!hasMoved) { brushes[index] = null; filter(); }
      };
      addEventListener("pointermove", move);
      addEventListener("pointerup", end);
      addEventListener("pointercancel", end);
      event.preventDefault();
    }

    function press(event, index) {
      const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (direction) {
        const brush = brushes[index];
        if (!brush) brushes[index] = direction > 0 ? [0.75, 1] : [0, 0.25];
        else if (event.shiftKey) brushes[index] = [brush[0], Math.min(1, Math.max(brush[0] + 0.02, brush[1] + 0.05 * direction))];
        else {
          const shift = Math.min(1 - brush[1], Math.max(-brush[0], 0.05 * direction));
          brushes[index] = [brush[0] + shift, brush[1] + shift];
        }
      } else if (event.key === "Escape" || event.key === "Delete") brushes[index] = null;
      else return;
      event.preventDefault();
      filter();
    }

    listeners.push(draw);
    addEventListener("resize", draw);
    draw();
  }

  makeFront();
  makeParallel();
})();
