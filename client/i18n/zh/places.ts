export const area = {
  breadcrumb: '区域层级',
  level: { city: '全市', district: '区县', street: '街道（镇）', community: '社区', zone: '责任区' },
  children: { city: '区县', district: '街道', street: '社区', community: '责任区' },
  people: '{n}人',
  peopleUnknown: '人口未知',
  list: '下级区域',
  question: '哪里快超期了？',
  up: '返回上一级',
  none: '没有下级区域',
  loading: '正在读取区域……',
  failed: '区域没有读到：{reason}',
  retry: '重试',
  zoneList: '本社区的责任区',
  zonesFailed: '责任区没有读到：{reason}',
  zonesCut: '只列前 {n} 个，其余可搜索编号',
};

export const station = {
  one: '先锋驿站',
  list: '驿站列表',
  kinds: { vanguard: '先锋驿站', centre: '党群服务中心', neighbourhood: '宜邻中心' },
  open: '值守中',
  closed: '暂停服务',
  hours: '开放时间',
  team: '值守队伍',
  teamPeople: '{n}人',
  doOpen: '恢复服务',
  doClose: '暂停服务',
  move: '迁移',
  moving: '在地图上点新位置或拖动十字；选中此框后方向键移 10 米，加 Shift 移 100 米',
  moveConfirm: '迁到这里',
  cancel: '取消',
  days: ['一', '二', '三', '四', '五', '六', '日'],
  everyDay: '每天',
  weekdays: '周{days}',
  count: '{open} 站值守 · {closed} 站暂停',
  none: '此范围内没有驿站。',
  gone: '此驿站不在当前数据中。',
};

export const zone = {
  one: '责任区',
  kinds: { residential: '居住', rural: '乡村', other: '其他', water: '水域' },
  people: '居住人口',
  share: '服务圈覆盖面积',
  reached: '覆盖人口',
  circles: '涉及服务圈',
  twice: '两站以上覆盖',
  openWhistles: '未结哨单',
  failed: '责任区没有读到：{reason}',
};

export const coverage = {
  title: '谁在 {n} 分钟服务圈内？',
  byPeople: '人口',
  byArea: '面积',
  unreached: '未覆盖 {n}人',
  radius: '步行 {n} 分钟 · 直线 {m} 米',
  preset: '步行时间',
  minutes: '{n} 分钟',
  loading: '正在计算覆盖……',
  failed: '覆盖没有读到：{reason}',
  method: 'GB 50180-2018；按直线半径计，高于实际步行可达',
  stale: '覆盖正在更新',
  uncoveredFailed: '未覆盖区没有读到：{reason}',
};

export const legend = {
  title: '图例',
  collapse: '收起图例',
  expand: '展开图例',
  theme: '底色',
  layers: '图层',
  themes: { coverage: '覆盖', unreached: '未覆盖人口', load: '哨单负荷', none: '无' },
  layer: {
    whistles: '哨单',
    stations: '先锋驿站',
    circles: '服务圈',
    uncovered: '未覆盖区',
    zones: '责任区边界',
    names: '地名',
  },
  unit: {
    coverage: '责任区面积被服务圈覆盖的比例',
    unreached: '社区内服务圈外的人口（人）；再缩小按街道',
    load: '未结哨单（件）；放大按责任区，缩小按社区、街道',
    none: '',
  },
  hollow: '空心 = 暂停服务',
  size: '大小 = 风险',
  cluster: '数字 = 合并件数，形状为其中最严重者',
  asOf: '数据时间 {time}',
  noData: '无数据',
};

export const map = {
  label: '城市地图。方向键平移，加减号缩放；同样的内容见列表。',
  zoomIn: '放大',
  zoomOut: '缩小',
  home: '回到当前区域',
  starting: '正在打开地图……',
  failed: '地图无法显示：{reason}。列表和操作不受影响。',
  lost: '图形上下文丢失，正在恢复地图……',
  noGl: '此浏览器不支持 WebGL 2',
};

export const details = {
  title: '详情',
  close: '关闭详情',
  where: '位置',
  showOnMap: '在地图上看',
  loading: '正在读取……',
};
