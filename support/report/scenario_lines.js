// Cucumber loads formatters without ts-node.
require('ts-node/register')
module.exports = require('./terminal').default
