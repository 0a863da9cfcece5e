// Checks every DKIM signature of messages with mailauth. Arguments: a JSON file of DNS TXT
// records by name, then messages. NODE_PATH names where mailauth lies.
const fs = require('node:fs');
const { dkimVerify } = require('mailauth/lib/dkim/verify');

const [recordsFile, ...messages] = process.argv.slice(2);
const records = JSON.parse(fs.readFileSync(recordsFile, 'utf8'));

async function resolver(name, kind) {
    if (kind === 'TXT' && records[name]) return [[records[name]]];
    const error = new Error('no such name');
    error.code = 'ENOTFOUND';
    throw error;
}

async function main() {
    let faults = 0;
    for (const path of messages) {
        const { results } = await dkimVerify(fs.readFileSync(path), { resolver });
        if (!results.length) { console.log(`${path}: no signature`); faults += 1; }
        for (const { status, selector } of results) {
            if (status.result !== 'pass') {
                console.log(`${path}: ${selector}: ${JSON.stringify(status)}`);
                faults += 1;
            }
        }
    }
    process.exit(faults ? 1 : 0);
}

main();
