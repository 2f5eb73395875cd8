// SPDX-License-Identifier: BSD-3-Clause
// compare.js FOLDER: runs the networks that write_cases put there in ONNX Runtime and
// compares what they give with what the plain loops in double gave, all samples in one
// batch, and with our own inference, each sample alone (which the logarithms of a nearly
// flat grid's differences set further apart in float and double). The package is found
// through NODE_PATH.
"use strict";
const fs = require("fs");
const path = require("path");
const ort = require("onnxruntime-node");

const tolerance = 1e-5; // of the largest value: some hundred roundings of 6e-8

function readFloats(file) {
    const bytes = fs.readFileSync(file);
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4).slice();
}

function relativeError(got, wanted) {
    if (got.length !== wanted.length) {
        return Infinity;
    }
    let worst = 0;
    let scale = 0;
    for (let i = 0; i < wanted.length; i++) {
        const error = Math.abs(got[i] - wanted[i]);
        worst = error <= worst ? worst : error; // a NaN stays
        scale = Math.max(scale, Math.abs(wanted[i]));
    }
    return worst / scale;
}

// What a network makes of the samples from one to another in a batch of their own.
async function runBatch(session, values, shape, from, to) {
    const [, channels, rows, columns] = shape;
    const size = channels * rows * columns;
    const input = new ort.Tensor("float32", values.subarray(from * size, to * size),
        [to - from, channels, rows, columns]);
    const output = (await session.run({ channels: input })).drop;
    if (String(output.dims) !== String([to - from, 1, rows, columns])) {
        throw new Error(`an output of ${output.dims}`);
    }
    return output.data;
}

async function compare(folder, line) {
    const [name, ...numbers] = line.split(" ");
    const shape = numbers.map(Number);
    const session = await ort.InferenceSession.create(path.join(folder, `${name}.onnx`));
    const values = readFloats(path.join(folder, `${name}.in`));
    const wanted = readFloats(path.join(folder, `${name}.out`));
    const own = readFloats(path.join(folder, `${name}.own`));
    const map = shape[2] * shape[3];
    const error = relativeError(await runBatch(session, values, shape, 0, shape[0]), wanted);
    let alone = 0;
    for (let i = 0; i < shape[0]; i++) {
        const output = await runBatch(session, values, shape, i, i + 1);
        const off = relativeError(output, own.subarray(i * map, (i + 1) * map));
        alone = off <= alone ? alone : off;
    }
    const good = error < tolerance && alone < tolerance;
    console.log(`${good ? "ok" : "FAILED"}: network ${name}, relative error ` +
        `${error.toExponential(1)}, of samples alone ${alone.toExponential(1)}`);
    return good;
}

async function main() {
    const folder = process.argv[2];
    const lines = fs.readFileSync(path.join(folder, "cases.txt"), "utf8").trim().split("\n");
    let failures = 0;
    for (const line of lines) {
        failures += await compare(folder, line) ? 0 : 1;
    }
    console.log(`onnxruntime: ${lines.length} networks, ${failures} failed`);
    process.exitCode = failures === 0 ? 0 : 1;
}

main();
