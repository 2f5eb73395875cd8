// SPDX-License-Identifier: BSD-3-Clause
// onnxruntime.js FOLDER SIZE CHANNELS: ONNX Runtime's side of benchmarks/inference. Obeys
// "run HOW THREADS BATCH COUNT", HOW being "network" or "idle", and answers with the times
// of the calls in seconds. First line: the version and the largest difference from
// irdrop's output.
"use strict";
const fs = require("fs");
const path = require("path");
const readline = require("readline");
const ort = require("onnxruntime-node");

const [folder, size, channels] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const bytes = fs.readFileSync(path.join(folder, "inputs"));
const inputs = new Float32Array(bytes.buffer.slice(bytes.byteOffset,
    bytes.byteOffset + bytes.length));
const sessions = new Map();

function feed(batch) {
    const count = batch * channels * size * size;
    const shape = [batch, channels, size, size];
    return { channels: new ort.Tensor("float32", inputs.subarray(0, count), shape) };
}

async function sessionOf(how, threads) {
    const key = `${how} ${threads}`;
    if (!sessions.has(key)) {
        sessions.set(key, await ort.InferenceSession.create(path.join(folder, `${how}.onnx`),
            { intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: "sequential" }));
    }
    return sessions.get(key);
}

async function times(how, threads, batch, count) {
    const session = await sessionOf(how, threads);
    const samples = feed(batch);
    for (let i = 0; i < 5; i++) {
        await session.run(samples); // warms up
    }
    const result = [];
    for (let i = 0; i < count; i++) {
        const begun = process.hrtime.bigint();
        await session.run(samples);
        result.push(Number(process.hrtime.bigint() - begun) * 1e-9);
    }
    return result;
}

async function difference() {
    const wanted = fs.readFileSync(path.join(folder, "outputs"));
    const batch = wanted.length / 4 / size / size;
    const got = (await (await sessionOf("network", 1)).run(feed(batch))).drop.data;
    return got.reduce((worst, value, i) =>
        Math.max(worst, Math.abs(value - wanted.readFloatLE(4 * i))), 0);
}

async function main() {
    const version = require("onnxruntime-node/package.json").version;
    console.log(`${version} ${(await difference()).toExponential(1)}`);
    for await (const line of readline.createInterface({ input: process.stdin })) {
        const [, how, ...numbers] = line.split(" ");
        console.log((await times(how, ...numbers.map(Number))).join(" "));
    }
}

main();
