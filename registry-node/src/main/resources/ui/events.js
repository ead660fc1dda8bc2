// Server-sent events out of a response. Not EventSource: it hides the status and the text of an error, and comes back to the same
// node for ever, while a page that has lost its node is to go on with another.

/** Yields {name, data}. */
export async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const {done, value} = await reader.read();
    if (done) {
      return;
    }
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      yield parse(block);
    }
  }
}

function parse(block) {
  const event = {name: 'message', data: ''};
  for (const line of block.split('\n')) {
    const colon = line.indexOf(': ');
    const field = line.slice(0, colon);
    if (field === 'event') {
      event.name = line.slice(colon + 2);
    } else if (field === 'data') {
      event.data += line.slice(colon + 2);
    }
  }
  return event;
}
