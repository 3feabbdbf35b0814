'use strict';
// All text from the server goes through textContent; nothing it says becomes markup.
const $ = id => document.getElementById(id);
const WORDS = {came: 'signed in', queued: 'waits', reserved: 'holds a ticket', bought: 'has a ticket'};
let state = null;      // of the sale, as last heard
let me = null;         // of this visitor
let ahead = 0;         // by how much the server's clock is ahead of ours, in milliseconds
let busy = false;

const now = () => Date.now() + ahead;

function item(parent, text, type) {
  const li = document.createElement('li');
  li.textContent = text;
  if (type) li.className = type;
  parent.append(li);
  return li;
}

async function ask(path, body) {
  const request = body === undefined ? {} : {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)};
  let answer;
  try {
    const response = await fetch(path, request);
    answer = await response.json();
  } catch (e) {
    answer = {problem: 'offline', message: 'The shop does not answer. Try again in a moment.'};
  }
  return answer;
}

function say(text, good) {
  $('answer').textContent = text || '';
  $('answer').classList.toggle('good', Boolean(good));
}

async function post(path, body, done) {
  if (busy) return;
  busy = true;
  draw();
  const answer = await ask(path, body || {});
  busy = false;
  if (answer.problem) say(answer.message); else say(done ? done(answer) : '', true);
  await refresh();
}

async function refresh() {
  const answer = await ask('me');
  if (!answer.problem) me = answer;
  draw();
}

function time(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  return Math.floor(seconds / 60) + ':' + String(seconds % 60).padStart(2, '0');
}

const PAYMENTS = {PAID: 'Paid. Enjoy the concert!', DECLINED: 'Your card was declined. The ticket is free again.',
  TOO_LATE: 'Too late: your hold had ended. You were not charged.'};

function draw() {
  drawClock();
  if (!me) return;
  const signedIn = me.name !== '';
  $('sign-in').hidden = signedIn;
  $('desk').hidden = !signedIn;
  if (!signedIn) return;
  $('name').textContent = me.name + (me.sessions > 1 ? ' (' + me.sessions + ' sessions)' : '');
  const open = state && now() >= state.opensAt;
  let step = 'Join the waiting room. You are let in by turns.', action = 'Join the waiting room', path = 'queue', body = {}, said = null;
  if (me.ticket) {
    step = 'Ticket number ' + me.ticket + ' is yours.'; action = null;
  } else if (me.hold) {
    step = 'Ticket ' + me.hold.ticket + ' is held for you for ' + time(me.hold.endsAt - now()) + '.';
    action = 'Pay'; path = 'pay'; body = {ticket: me.hold.ticket, token: me.hold.token}; said = a => PAYMENTS[a.payment];
  } else if (me.admitted) {
    step = 'You are in.'; action = 'Reserve a ticket'; path = 'reserve'; said = a => 'Ticket ' + a.ticket + ' is held for you.';
  } else if (me.ahead !== undefined) {
    step = open ? me.ahead + ' in front of you.' : 'You wait. ' + me.ahead + ' in front of you; the doors are still closed.'; action = null;
  }
  $('step').textContent = step;
  $('step').classList.toggle('ticket', Boolean(me.ticket));
  $('action').hidden = !action;
  $('action').textContent = busy ? 'One moment …' : action || '';
  $('action').disabled = busy;
  $('action').onclick = () => post(path, body, said);
}

function drawClock() {
  if (!state) return;
  const left = state.opensAt - now();
  document.querySelector('.hero').classList.toggle('open', left <= 0);
  const stock = state.stock;
  $('clock').textContent = left > 0 ? time(left) : !stock ? '–' : stock.free > 0 ? stock.free : stock.held > 0 ? '0' : 'Sold out';
  $('clock-words').textContent = left > 0 ? 'until the doors open'
    : !stock ? 'no figures now' : stock.free > 0 ? 'tickets left of ' + state.tickets
    : stock.held > 0 ? 'left; ' + stock.held + ' may come back' : 'all ' + state.tickets + ' tickets';
}

function drawState() {
  const stock = state.stock;
  for (const name of ['free', 'held', 'sold']) $(name).textContent = stock ? stock[name] : '–';
  $('waiting').textContent = state.waiting === undefined ? '–' : state.waiting;
  const all = stock ? Math.max(1, stock.free + stock.held + stock.sold) : 1;
  for (const name of ['held', 'sold']) document.querySelector('.bar .' + name).style.width = stock ? 100 * stock[name] / all + '%' : '0';
  $('stock').setAttribute('aria-label', stock ? stock.sold + ' sold, ' + stock.held + ' held, ' + stock.free + ' free' : 'tickets');
  $('alarm').hidden = state.redis;
  $('alarm').textContent = state.redis ? '' : 'Redis is gone. Nothing can be bought now; the sale goes on by itself when it is back.';
  $('fastest').replaceChildren();
  for (const row of state.fastest || []) {
    const li = item($('fastest'), '');
    for (const [text, type] of [[row.place, 'place'], [row.name, ''], [(row.millis / 1000).toFixed(1) + ' s', '']]) {
      const span = document.createElement('span');
      span.textContent = text;
      span.className = type;
      li.append(span);
    }
  }
  if (!(state.fastest || []).length) item($('fastest'), notBuilt('5.2') || 'Nobody yet.', 'muted');
  $('room').replaceChildren();
  if (state.next && state.next.length) item($('room'), 'next:', 'first');
  for (const name of state.next || []) item($('room'), name);
  if (state.waiting > (state.next || []).length) item($('room'), 'and ' + (state.waiting - state.next.length) + ' more');
  if (!state.waiting) item($('room'), 'Nobody waits.', 'first');
  drawChart(state.perSecond || []);
  $('parts').replaceChildren();
  for (const part of state.parts) {
    const words = {READY: '', NOT_BUILT: ': not built yet', FAILS: ': fails'}[part.state];
    item($('parts'), part.exercise + ' ' + part.title + words, part.state).title = part.message;
  }
  if (notBuilt('5.2') && !$('feed').querySelector('.came, .queued, .reserved, .bought')) {
    $('feed').replaceChildren();
    item($('feed'), notBuilt('5.2'), 'muted');
  }
}

function notBuilt(exercise) {
  const part = state.parts.find(p => p.exercise === exercise);
  return part && part.state === 'NOT_BUILT' ? 'Not built yet: exercise ' + exercise + '.'
    : part && part.state === 'FAILS' ? 'Exercise ' + exercise + ' fails. ' + part.message : '';
}

function drawChart(counts) {
  const most = Math.max(10, ...counts), width = 300 / Math.max(1, counts.length);
  $('chart').replaceChildren();
  counts.forEach((count, i) => {
    const bar = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    const height = 78 * count / most;
    bar.setAttribute('x', i * width + 1);
    bar.setAttribute('width', Math.max(1, width - 2));
    bar.setAttribute('y', 80 - height);
    bar.setAttribute('height', height);
    $('chart').append(bar);
  });
  $('rate').textContent = counts.length ? counts[counts.length - 1] : '–';
}

$('sign-in').addEventListener('submit', event => {
  event.preventDefault();
  const form = new FormData(event.target);
  // The password does not stay in the page for whoever sits here when this visitor has signed out.
  post('sign-in', {name: form.get('name').trim(), password: form.get('password')}, () => { event.target.reset(); return ''; });
});
$('sign-out').addEventListener('click', () => post('sign-out'));
$('everywhere').addEventListener('click', () => post('sign-out-everywhere', {}, a => 'Sessions ended: ' + a.ended + '.'));

function onState(event) {
  const first = !state;
  state = JSON.parse(event.data);
  // Rounded down to a second and under way for a moment: the largest difference of late is nearest to the truth.
  ahead = Math.max(state.now - Date.now(), first ? -Infinity : ahead - 50);
  drawState();
  draw();
}

function onFeed(event) {
  last = event.lastEventId;
  const {kind, name} = JSON.parse(event.data);
  const feed = $('feed');
  if (feed.querySelector('.muted')) feed.replaceChildren();
  feed.prepend(item(feed, name + ' ' + (WORDS[kind] || kind), WORDS[kind] ? kind : ''));
  while (feed.children.length > 8) feed.lastChild.remove();
}

// A browser whose line breaks reconnects by itself, and says in Last-Event-ID what it has had. One that is refused, because
// too many watch, gives up; then we try again for it.
let last = '';
(function connect() {
  const events = new EventSource(last ? 'events?after=' + encodeURIComponent(last) : 'events');
  events.onopen = () => { $('line').textContent = 'live'; $('line').className = 'badge on'; };
  events.onerror = () => {
    $('line').textContent = 'reconnecting';
    $('line').className = 'badge off';
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, 2000 + Math.random() * 3000);
  };
  events.addEventListener('state', onState);
  events.addEventListener('feed', onFeed);
})();
setInterval(draw, 250);
// While something is about to change for this visitor, ask; not all at the same moment.
(function look() {
  setTimeout(async () => {
    if (!busy && (!me || me.name && (me.hold || me.ahead !== undefined && !me.admitted))) await refresh();
    look();
  }, 700 + Math.random() * 600);
})();
refresh();
