// Runs models with ONNX Runtime, for tests to compare with:
//
//   node run-with-onnxruntime.js CASES
//
// CASES has a line a run: MODEL, OUTPUT and one or more NAME:TYPE:EXTENTS:FILE, with tabs between; a
// FILE has the input's elements side by side, as OUTPUT gets all outputs' as single precision. Where
// a model does not run, OUTPUT.error tells why.
const fs = require('fs');
const ort = require('onnxruntime-node');

const ARRAYS = { float32: Float32Array, int64: BigInt64Array, int32: Int32Array, bool: Uint8Array };

async function run(line) {
  const [model, output, ...inputs] = line.split('\t');
  try {
    const session = await ort.InferenceSession.create(model, { logSeverityLevel: 3 });
    const feeds = {};
    for (const input of inputs) {
      const file = input.slice(input.lastIndexOf(':') + 1);
      const front = input.slice(0, input.lastIndexOf(':'));
      const extents = front.slice(front.lastIndexOf(':') + 1);
      const rest = front.slice(0, front.lastIndexOf(':'));
      const type = rest.slice(rest.lastIndexOf(':') + 1);
      const bytes = fs.readFileSync(file);
      const data = new ARRAYS[type](bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
      feeds[rest.slice(0, rest.lastIndexOf(':'))] =
        new ort.Tensor(type, data, extents === '' ? [] : extents.split('x').map(Number));
    }
    const results = await session.run(feeds);
    const parts = session.outputNames.map((name) =>
      Buffer.from(Float32Array.from(Array.from(results[name].data, Number)).buffer));
    fs.writeFileSync(output, Buffer.concat(parts));
  } catch (error) {
    fs.writeFileSync(output + '.error', String(error.message));
  }
}

(async () => {
  for (const line of fs.readFileSync(process.argv[2], 'utf8').split('\n')) {
    if (line !== '') {
      await run(line);
    }
  }
})();
