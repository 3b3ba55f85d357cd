// A small app written with Slack's own Bolt. It knows nothing of the sandbox but its address: what works here works
// because the sandbox speaks Slack's protocols. The Go test beside this folder plays the person.
'use strict';

const { App, LogLevel } = require('@slack/bolt');

// Socket Mode, or with a signing secret the request URLs, whose every signature Bolt checks.
const { SLACK_API_URL, SLACK_APP_TOKEN, SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET } = process.env;
const transport = SLACK_SIGNING_SECRET
  ? {
      signingSecret: SLACK_SIGNING_SECRET,
      endpoints: ['/slack/events', '/slack/commands', '/slack/interactions'],
    }
  : { appToken: SLACK_APP_TOKEN, socketMode: true };

const app = new App({
  token: SLACK_BOT_TOKEN,
  logLevel: LogLevel.WARN,
  clientOptions: { slackApiUrl: SLACK_API_URL },
  ...transport,
});

const plain = (text) => ({ type: 'plain_text', text });

// 1. A command opens a form.
app.command('/lunch', async ({ command, ack, client }) => {
  await ack({ text: `Opening the form for ${command.text}` });
  await client.views.open({
    trigger_id: command.trigger_id,
    view: {
      type: 'modal',
      callback_id: 'lunch',
      title: plain('Lunch'),
      submit: plain('Order'),
      close: plain('Cancel'),
      blocks: [
        {
          type: 'input',
          block_id: 'dish',
          label: plain('Dish'),
          element: { type: 'plain_text_input', action_id: 'text' },
        },
        {
          type: 'input',
          block_id: 'size',
          label: plain('Size'),
          element: {
            type: 'static_select',
            action_id: 'pick',
            options: ['Small', 'Large'].map((s) => ({ text: plain(s), value: s.toLowerCase() })),
          },
        },
      ],
    },
  });
});

// 2. The form is refused for stones, and else 3. answered by a message with a button.
app.view('lunch', async ({ ack, body, view, client }) => {
  const dish = view.state.values.dish.text.value;
  if (dish === 'stones') {
    await ack({ response_action: 'errors', errors: { dish: 'Nobody eats stones.' } });
    return;
  }
  await ack();
  const size = view.state.values.size.pick.selected_option.value;
  await client.chat.postMessage({
    channel: body.user.id,
    text: 'Your order waits for a word',
    blocks: [
      { type: 'section', block_id: 'what', text: { type: 'mrkdwn', text: `${dish}, ${size}` } },
      {
        type: 'actions',
        block_id: 'row',
        elements: [{ type: 'button', action_id: 'confirm', text: plain('Confirm'), value: dish }],
      },
    ],
  });
});

// 4. The press changes the message.
app.action('confirm', async ({ ack, body, action, client }) => {
  await ack();
  await client.chat.update({
    channel: body.channel.id,
    ts: body.message.ts,
    text: 'Confirmed',
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: `Confirmed by <@${body.user.id}>: ${action.value}` } },
    ],
  });
});

// 5. Home is published when somebody opens it.
app.event('app_home_opened', async ({ event, client }) => {
  await client.views.publish({
    user_id: event.user,
    view: { type: 'home', blocks: [{ type: 'header', text: plain('Welcome to lunch') }] },
  });
});

// Words in the direct messages are answered in a thread.
app.message('menu', async ({ message, say }) => {
  await say({ text: 'Soup and bread', thread_ts: message.ts });
});

app.start(SLACK_SIGNING_SECRET ? { port: 0, host: '127.0.0.1' } : undefined).then(
  (server) => SLACK_SIGNING_SECRET && console.log(`http://127.0.0.1:${server.address().port}`),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
