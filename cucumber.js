/** @type {Partial<import('@cucumber/cucumber/api').IConfiguration>} */
const common = {
  requireModule: ['ts-node/register'],
  require: ['steps/*.ts', 'support/world.ts', 'support/hooks.ts'],
  plugin: ['./support/longest_first.js', './support/report/keep_scorecard.js'],
  parallel: 2,
  worldParameters: { platform: 'embedded' },
}

const reportsIn = (folder) => [
  `./support/report/html_report.js:${folder}/report.html`,
  `junit:${folder}/junit.xml`,
  `message:${folder}/messages.ndjson`,
]

module.exports = {
  default: {
    ...common,
    format: ['./support/report/scenario_lines.js', ...reportsIn('reports')],
    formatOptions: { includeAttachments: false },
  },
  ci: { ...common, format: ['./support/report/scenario_lines.js', ...reportsIn('reports')] },
  compose: {
    ...common,
    worldParameters: { platform: 'compose' },
    format: ['./support/report/scenario_lines.js', ...reportsIn('reports/compose')],
    formatOptions: { includeAttachments: false, scorecard: { folder: 'reports/compose' } },
    pluginOptions: { scorecard: { folder: 'reports/compose' } },
  },
}
