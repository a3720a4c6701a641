/* Improves pages that already work without it: menus, drafts, the idle warning, printing. */
(function () {
  "use strict";

  var design = window.GOVUKFrontend;
  if (design && design.isSupported && "noModule" in HTMLScriptElement.prototype) {
    document.body.classList.add("js-enabled", "govuk-frontend-supported");
    [
      "Button",
      "CharacterCount",
      "Checkboxes",
      "ErrorSummary",
      "NotificationBanner",
      "PasswordInput",
      "Radios",
      "ServiceNavigation",
      "SkipLink",
    ].forEach(function (name) {
      design.createAll(design[name]);
    });
  }

  function sayTime(moment) {
    var hours = moment.getHours();
    var minutes = String(moment.getMinutes()).padStart(2, "0");
    return (hours % 12 || 12) + ":" + minutes + (hours < 12 ? "am" : "pm");
  }

  function csrfToken(scope) {
    var input = (scope || document).querySelector("[name=csrfmiddlewaretoken]");
    input = input || document.querySelector("[name=csrfmiddlewaretoken]");
    return input ? input.value : "";
  }

  /* Drafts: <form data-draft-url="...">. Passwords and files are never sent. */

  var DRAFT_EVERY = 5000;

  function draftBody(form) {
    var body = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      var field = form.elements.namedItem(name);
      if (typeof value === "string" && !(field && field.type === "password")) {
        body.append(name, value);
      }
    });
    return body;
  }

  function keepDrafts(form) {
    var said = document.createElement("p");
    said.className = "ju-draft";
    said.setAttribute("aria-live", "polite");
    var button = form.querySelector("button[type=submit], button:not([type])");
    form.insertBefore(said, button && button.parentNode === form ? button : null);

    var waiting = null;
    var sending = false;
    var last = draftBody(form).toString();
    var lastSent = 0;
    var finished = false;

    // byItself: nobody is typing, so it must not count as using the page
    function send(byItself) {
      waiting = null;
      var body = draftBody(form);
      if (finished || sending || body.toString() === last) {
        return;
      }
      var sent = body.toString();
      sending = true;
      lastSent = Date.now();
      fetch(form.dataset.draftUrl, {
        method: "POST",
        body: body,
        credentials: "same-origin",
        redirect: "error",
        headers: byItself
          ? { "X-CSRFToken": csrfToken(form), "X-Joined-Up-Background": "draft" }
          : { "X-CSRFToken": csrfToken(form) },
      })
        .then(function (answer) {
          if (!answer.ok) {
            throw new Error(String(answer.status));
          }
          last = sent;
          said.textContent = "Saved as a draft at " + sayTime(new Date());
        })
        .catch(function () {
          said.textContent =
            "Not saved as a draft. Keep this page open: what you typed is still here.";
        })
        .then(function () {
          sending = false;
          if (draftBody(form).toString() !== last) {
            plan();
          }
        });
    }

    function plan() {
      if (waiting === null && !finished) {
        waiting = setTimeout(function () {
          send(false);
        }, Math.max(1000, DRAFT_EVERY - (Date.now() - lastSent)));
      }
    }

    form.addEventListener("input", plan);
    form.addEventListener("change", plan);
    form.addEventListener("submit", function () {
      finished = true;
      clearTimeout(waiting);
    });
    form.saveDraftNow = function () {
      send(true);
    };
  }

  document.querySelectorAll("form[data-draft-url]").forEach(keepDrafts);

  /* The idle warning: a dialog before the server forgets who this is. */

  function sayLeft(seconds) {
    if (seconds > 90) {
      return Math.ceil(seconds / 60) + " minutes";
    }
    return seconds === 1 ? "1 second" : seconds + " seconds";
  }

  // A plain visit, never a reload: reloading the answer to a form would send the form again.
  function askAgain() {
    window.location.assign(window.location.pathname + window.location.search);
  }

  function warnWhenIdle(dialog) {
    var limit = Number(dialog.dataset.idleSeconds) * 1000;
    var warnFor = Number(dialog.dataset.warnSeconds) * 1000;
    var left = dialog.querySelector("[data-idle-left]");
    var spoken = dialog.querySelector("[data-idle-spoken]");
    var lastSeen = Date.now();
    var lastTold = Date.now();
    var lastSpoken = 0;
    var active = false;

    // Other tabs of the same person keep this one awake too.
    var channel = "BroadcastChannel" in window ? new BroadcastChannel("joinedup-idle") : null;
    if (channel) {
      channel.onmessage = function (event) {
        lastSeen = Math.max(lastSeen, event.data);
        lastTold = lastSeen;
        if (dialog.open) {
          dialog.close();
        }
      };
    }

    function tell() {
      active = false;
      return fetch(dialog.dataset.keepAliveUrl, {
        method: "POST",
        credentials: "same-origin",
        redirect: "error",
        headers: { "X-CSRFToken": csrfToken() },
      }).then(function (answer) {
        if (!answer.ok) {
          throw new Error(String(answer.status));
        }
        lastSeen = lastTold = Date.now();
        if (channel) {
          channel.postMessage(lastSeen);
        }
      });
    }

    function tick() {
      var now = Date.now();
      var remaining = lastSeen + limit - now;
      // Typing counts as being here, although it sends nothing: say so, a few times an hour.
      if (active && !dialog.open && now - lastTold > Math.min(limit / 4, 120000)) {
        lastTold = now;
        tell().catch(function () {});
      }
      if (remaining <= -2000) {
        // Two seconds late, so that the server agrees that the time is over.
        askAgain();
        return;
      }
      if (remaining <= warnFor) {
        var seconds = Math.ceil(remaining / 1000);
        if (!dialog.open) {
          // What was typed goes to the draft before the page can go away.
          document.querySelectorAll("form[data-draft-url]").forEach(function (form) {
            form.saveDraftNow();
          });
          dialog.showModal();
          lastSpoken = now;
        }
        left.textContent = sayLeft(Math.max(seconds, 0));
        if (now - lastSpoken > 20000) {
          spoken.textContent = "You will be signed out in " + sayLeft(seconds) + ".";
          lastSpoken = now;
        }
      }
    }

    ["input", "keydown", "pointerdown", "scroll"].forEach(function (kind) {
      document.addEventListener(
        kind,
        function () {
          active = true;
        },
        { passive: true, capture: true }
      );
    });
    function stay() {
      tell()
        .then(function () {
          dialog.close();
        })
        .catch(function () {
          askAgain();
        });
    }
    dialog.querySelector("[data-idle-stay]").addEventListener("click", stay);
    dialog.addEventListener("cancel", function (event) {
      event.preventDefault();
      stay();
    });
    setInterval(tick, 1000);
  }

  if (window.HTMLDialogElement) {
    document.querySelectorAll("dialog[data-idle-seconds]").forEach(warnWhenIdle);
  }

  /* Printing is a button only where there is a script to do it. */

  document.querySelectorAll("[data-print]").forEach(function (place) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary";
    button.textContent = place.dataset.print || "Print this page";
    button.addEventListener("click", function () {
      window.print();
    });
    place.appendChild(button);
  });
})();
