/** @type {Partial<import('@cucumber/cucumber/api').IConfiguration>} */
const common = {
  requireModule: ['ts-node/register'],
  require: ['steps/*.ts', 'support/world.ts', 'support/hooks.ts'],
  plugin: ['./support/longest_first.js'],
  parallel: 2,
  worldParameters: { platform: 'embedded' },
}

const reports = ['html:reports/report.html', 'junit:reports/junit.xml', 'message:reports/messages.ndjson']

module.exports = {
  default: {
    ...common,
    format: ['./support/report/scenario_lines.js', ...reports],
    formatOptions: { includeAttachments: false },
  },
  ci: { ...common, format: ['./support/report/scenario_lines.js', ...reports] },
}
