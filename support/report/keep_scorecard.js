// Cucumber loads plugins without ts-node.
require('ts-node/register')
module.exports = require('./scorecard_files').default
