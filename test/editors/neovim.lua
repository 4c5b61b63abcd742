-- Runs inside Neovim, after the configuration of docs/editors.md: does by hand what a user does, and writes down what is seen.
local seen = {}
local out = os.getenv('SEEN')

local function finish()
  vim.fn.writefile({ vim.fn.json_encode(seen) }, out)
  vim.cmd('qall!')
end

local function wait_for(what, condition)
  if vim.wait(20000, condition, 20) then return true end
  seen.failed = 'waited in vain for ' .. what
  finish()
  return false
end

local function diagnostics()
  return vim.diagnostic.get(0)
end

local function run()
  if not wait_for('diagnostics', function() return #diagnostics() > 0 end) then return end
  seen.diagnostics = vim.tbl_map(function(each)
    return { line = each.lnum + 1, source = each.source, message = each.message, severity = each.severity }
  end, diagnostics())

  local first = diagnostics()[1]
  vim.api.nvim_win_set_cursor(0, { first.lnum + 1, first.col })
  local params = vim.lsp.util.make_position_params(0, 'utf-16')
  local answers = vim.lsp.buf_request_sync(0, 'textDocument/hover', params, 20000)
  for _, answer in pairs(answers or {}) do
    if answer.result then seen.hover = answer.result.contents.value end
  end

  -- The menu that a user would see: the first entry is chosen.
  vim.ui.select = function(items, options, choose)
    seen.actions = vim.tbl_map(options.format_item, items)
    choose(items[1], 1)
  end
  local before = vim.api.nvim_buf_get_changedtick(0)
  vim.lsp.buf.code_action()
  if not wait_for('the fix', function() return vim.api.nvim_buf_get_changedtick(0) > before end) then return end
  if not wait_for('no finding to be left', function() return #diagnostics() == 0 end) then return end
  vim.cmd('write')
  finish()
end

local ok, message = pcall(run)
if not ok then
  seen.failed = tostring(message)
  finish()
end
