const [left, width, bar, gap, top] = [300, 340, 18, 8, 44]

// Colors that are readable on white and on black, because an image cannot know the theme of its page.
const style = 'text { font: 13px system-ui, sans-serif; fill: #6e7781 } .others { fill: #8c959f } .ours { fill: #2f81f7 } line { stroke: #6e7781; stroke-dasharray: 3 3 }'

const isOurs = variant => /reply\.fail|CatalogError/.test(variant)

/** A bar chart of the rows' ratios, the cheapest first, as an SVG that is readable in light and dark themes. */
export function toPlot (rows) {
  const sorted = [...rows].sort((a, b) => a.ratio - b.ratio)
  const longest = sorted.at(-1).ratio
  const height = top + sorted.length * (bar + gap) + 8
  const toX = ratio => Math.round(left + width * ratio / longest)
  const bars = sorted.map(({ variant, ratio }, index) => {
    const y = top + index * (bar + gap)
    return `<text x="${left - 8}" y="${y + 13}" text-anchor="end">${variant}</text>` +
      `<rect class="${isOurs(variant) ? 'ours' : 'others'}" x="${left}" y="${y}" width="${toX(ratio) - left}" height="${bar}" rx="2"/>` +
      `<text x="${toX(ratio) + 6}" y="${y + 13}">${ratio.toFixed(2)}</text>`
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
