const [left, width, bar, gap, top] = [300, 340, 18, 8, 44]

const style = `text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .quiet { fill: #656d76 } .others { fill: #afb8c1 } .ours { fill: #0969da } line { stroke: #656d76; stroke-dasharray: 3 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .quiet { fill: #8d96a0 } .others { fill: #57606a } .ours { fill: #4493f8 } line { stroke: #8d96a0 }
  }`

const isOurs = variant => /reply\.fail|CatalogError/.test(variant)

/** Bars of the ratios of rows, the cheapest first, as an SVG that is readable on light and on dark. */
export function toPlot (rows) {
  const sorted = [...rows].sort((a, b) => a.ratio - b.ratio)
  const longest = sorted.at(-1).ratio
  const height = top + sorted.length * (bar + gap) + 8
  const toX = ratio => Math.round(left + width * ratio / longest)
  const bars = sorted.map(({ variant, ratio }, index) => {
    const y = top + index * (bar + gap)
    return `<text x="${left - 8}" y="${y + 13}" text-anchor="end">${variant}</text>` +
      `<rect class="${isOurs(variant) ? 'ours' : 'others'}" x="${left}" y="${y}" width="${toX(ratio) - left}" height="${bar}" rx="2"/>` +
      `<text class="quiet" x="${toX(ratio) + 6}" y="${y + 13}">${ratio.toFixed(2)}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + width + 60} ${height}" width="${left + width + 60}" role="img" aria-labelledby="title">
  <title id="title">The cost of one failure, as ratios to a string by hand</title>
  <style>${style}</style>
  <text x="8" y="20">One failure, × the instructions of a string concatenated by hand</text>
  ${bars.join('\n  ')}
  <line x1="${toX(1)}" x2="${toX(1)}" y1="${top - 8}" y2="${height - 8}"/>
</svg>
`
}
