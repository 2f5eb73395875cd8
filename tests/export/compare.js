// SPDX-License-Identifier: BSD-3-Clause
// compare.js FOLDER: runs the networks that write_cases put there in ONNX Runtime and
// compares what they give with what the plain loops gave. The package is found through
// NODE_PATH.
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

async function compare(folder, line) {
    const [name, ...numbers] = line.split(" ");
    const shape = numbers.map(Number);
    const session = await ort.InferenceSession.create(path.join(folder, `${name}.onnx`));
    const input = new ort.Tensor("float32", readFloats(path.join(folder, `${name}.in`)),
        shape);
    const output = (await session.run({ channels: input })).drop;
    const wanted = [shape[0], 1, shape[2], shape[3]];
    const error = relativeError(output.data, readFloats(path.join(folder, `${name}.out`)));
    const good = error < tolerance && String(output.dims) === String(wanted);
    console.log(`${good ? "ok" : "FAILED"}: network ${name}, output ${output.dims}, ` +
        `relative error ${error.toExponential(1)}`);
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
