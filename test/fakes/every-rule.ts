/** A rule file with every trigger, condition and action, right in the house of `checked-house.ts`. */
export const EVERYTHING = `rules:
  - id: all-triggers
    alias: Everything that starts a rule
    mode: parallel
    max: 3
    cooldown: 1s
    on_edit: finish
    variables: { count: 1, words: [a, b], text: "{{ trigger.kind }}" }
    triggers:
      - { trigger: voice, sentences: ["(say|tell) [me] {what}"], slots: { what: [this, { in: that one, out: that }] }, said_by: { group: family } }
      - { trigger: wake, microphone: hall }
      - { trigger: sound, label: impact, count: 3, within: 10s }
      - { trigger: face, group: [family, friend], camera: front_door, zone: porch }
      - { trigger: person, camera: [front_door, garden], moving: [approaching], for: 5s }
      - { trigger: mode, from: home, to: [away, sentry], for: 1m }
      - { trigger: device, device: front_lock, to: UNLOCKED }
      - { trigger: mqtt, topic: "home/+/bell", payload: "on" }
      - { trigger: node, node: [garage], event: sound.detected }
      - { trigger: time, at: "22:30", weekdays: [mon, sun] }
      - { trigger: sun, at: sunset, offset: -30m }
      - { trigger: timer, timer: later }
      - { trigger: sensor, camera: front_door, lost: false }
      - { trigger: power, to: [saving, empty] }
      - { trigger: webhook, hook: bedside }
      - { trigger: start }
    conditions:
      - 'mode == "sentry" && vars.count < 3'
      - { condition: time, after: "18:00", before: "06:00", weekdays: [fri] }
      - { condition: mode, is: [sentry, away] }
      - { condition: device, device: front_lock, is: LOCKED }
      - { condition: present, group: family, is: false }
    actions:
      - { action: mode, set: "{{ mode }}" }
      - { action: lockdown }
      - { action: device, lock: front_lock }
      - { action: record, camera: garden, until: person.left, for: 30s }
      - { action: snapshot, camera: front_door }
      - { action: notify, message: "{{ trigger.kind }} at {{ now.hour }}", notifier: phone }
      - { action: speak, text: "Hello {{ size(people) }}" }
      - { action: listen, microphone: hall, for: 8s }
      - { action: mqtt, topic: home/bell, payload: '{"on": true}', retain: false, qos: 1 }
      - { action: wait, for: 500ms }
      - wait: 2s
      - { action: timer, start: later, for: 5m }
      - { action: timer, cancel: later }
      - action: ask
        question: Shall I?
        microphone: hall
        answers: { "yes": [certainly], "no": [never] }
        then: [{ action: stop, reason: "it was {{ answer }}" }]
        else: [{ action: speak, text: Pity. }]
      - action: wait_for
        triggers: [{ trigger: device, device: front_lock, to: LOCKED, for: 3s }, { trigger: mqtt, topic: done }]
        timeout: 1m
        continue_on_timeout: false
      - action: choose
        options:
          - { conditions: [wait.completed], then: [{ action: set, variables: { count: "{{ vars.count + 1 }}" } }] }
        else: [{ action: set, variables: { text: none } }]
      - if: ['vars.text == "none"']
        then: [{ action: snapshot, camera: garden }]
      - action: repeat
        while: [vars.count < 5]
        max: 4
        actions: [{ wait: 1s }, { action: set, variables: { count: "{{ vars.count + repeat.index }}" } }]
      - action: parallel
        branches: [[{ wait: 1s }], [{ action: stop, reason: enough, error: true }]]
  - id: call
    triggers: [{ trigger: start }]
    actions:
      - action: http
        url: https://hub.local/hook
        method: PUT
        headers: { content-type: text/plain }
        body: "{{ mode }}"
        timeout: 5s
        sign: hub
`;

/** A blueprint with an input of every kind. */
export const BLUEPRINT = `blueprint:
  name: Anything
  description: For tests
  input:
    cameras: { type: camera, multiple: true, description: Where }
    lamp: { type: device }
    mode: { type: mode, default: home, options: [home, away] }
    group: { type: group, default: family }
    zone: { type: zone, default: porch }
    microphone: { type: microphone, default: hall }
    person: { type: person, default: null }
    notifier: { type: notifier, default: phone }
    message: { type: text, default: "{{ trigger.camera }}" }
    times: { type: number, min: 1, max: 9, default: 2 }
    aloud: { type: boolean, default: true }
    pause: { type: duration, min: 1s, max: 1h, default: 2s }
    from: { type: time, default: "18:00" }
    more: { type: actions, default: [] }
    if: { type: conditions, default: ["true"] }
    when: { type: triggers, default: [{ trigger: start }] }
triggers:
  - { trigger: face, camera: !input cameras, group: !input group, person: !input person, zone: !input zone }
conditions:
  - { condition: time, after: !input from }
  - { condition: mode, is: !input mode }
mode: restart
actions:
  - { action: notify, message: !input message, notifier: !input notifier }
  - action: repeat
    count: !input times
    actions: [{ action: device, turn_on: !input lamp }, { wait: !input pause }]
  - { if: [input.aloud], then: [{ action: speak, text: "{{ input.message }} at {{ size(input.cameras) }}" }] }
  - { if: !input if, then: !input more }
  - { action: wait_for, triggers: !input when, timeout: !input pause }
  - { action: ask, question: Well?, microphone: !input microphone }
`;

/** A rule that is made from it. */
export const USE = `rules:
  - id: any
    alias: Any
    cooldown: 10s
    use_blueprint:
      path: any
      input:
        cameras: [front_door, garden]
        lamp: lamp
        times: 3
        more: [{ action: snapshot, camera: garden }]
        if: ['mode == "home"']
        when: [{ trigger: mode, to: away, for: 5s }]
`;
