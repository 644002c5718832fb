// What an application does with the package openai, against the server whose address it is given.
import OpenAI from 'openai';

const client = new OpenAI({baseURL: process.argv[2], apiKey: 'any'});
const seen = {models: []};
for await (const model of client.models.list()) seen.models.push(model.id);
const request = {
  model: seen.models[0], prompt: 'public final class ', max_tokens: 6, temperature: 0, ttt: {neighbors: 4},
};
const completion = await client.completions.create(request);
seen.text = completion.choices[0].text;
seen.streamed = '';
for await (const chunk of await client.completions.create({...request, stream: true})) {
  seen.streamed += chunk.choices[0].text;
  if (chunk.choices[0].finish_reason) seen.ttt = chunk.ttt;
}
// The package asks for base64 and unpacks it, unless it is asked for numbers.
const packed = await client.embeddings.create({model: 'embedder', input: ['a corpus', 'an index']});
const plain = await client.embeddings.create({model: 'embedder', input: ['a corpus', 'an index'], encoding_format: 'float'});
seen.dimension = packed.data[1].embedding.length;
seen.distance = Math.max(...packed.data[1].embedding.map((one, i) => Math.abs(one - Math.fround(plain.data[1].embedding[i]))));
try {
  await client.completions.create({...request, model: 'gpt-9'});
} catch (failure) {
  seen.error = {status: failure.status, name: failure.constructor.name, message: failure.message};
}
console.log(JSON.stringify(seen));
