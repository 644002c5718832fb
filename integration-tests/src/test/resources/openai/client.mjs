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
const told = await client.completions.create({...request, logprobs: 2, echo: true});
const logprobs = told.choices[0].logprobs;
seen.tokens = logprobs.tokens.length;
seen.usage = told.usage;
// Each token's own number is in its map, and a greedy text has the likeliest of all.
seen.consistent = logprobs.tokens.every((one, i) => logprobs.top_logprobs[i][one] === logprobs.token_logprobs[i])
  && logprobs.token_logprobs.slice(told.usage.prompt_tokens)
    .every((one, i) => one === Math.max(...Object.values(logprobs.top_logprobs[told.usage.prompt_tokens + i])));
const several = await client.completions.create({...request, prompt: [request.prompt, 'import java.'], n: 2});
seen.several = several.choices.map(one => one.index);
seen.first = several.choices[0].text;
const ids = [...new TextEncoder().encode(request.prompt)];
seen.byTokens = (await client.completions.create({...request, prompt: ids})).choices[0].text;
// The package asks for base64 and unpacks it, unless it is asked for numbers.
const packed = await client.embeddings.create({model: 'embedder', input: ['a corpus', 'an index']});
const plain = await client.embeddings.create({model: 'embedder', input: ['a corpus', 'an index'], encoding_format: 'float'});
seen.embedded = packed.usage;
seen.dimension = packed.data[1].embedding.length;
seen.distance = Math.max(...packed.data[1].embedding.map((one, i) => Math.abs(one - Math.fround(plain.data[1].embedding[i]))));
try {
  await client.completions.create({...request, model: 'gpt-9'});
} catch (failure) {
  seen.error = {status: failure.status, name: failure.constructor.name, message: failure.message};
}
console.log(JSON.stringify(seen));
